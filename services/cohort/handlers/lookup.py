"""What the use cases share: finding a participation, judging its requirements, and showing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.cohort.domain.participation import (
    CohortRecord,
    ParticipationRecord,
    Situation,
    is_met,
    next_phase,
    planned_date,
    requirements_of,
)
from services.cohort.domain.project import is_done
from services.cohort.domain.visit import VisitRecord, write_up_due
from shared.contracts import cohort as contract
from shared.contracts.errors import not_found
from shared.program.calendar import phase_dates, visit_window

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.repository import Repository
    from shared.program.model import Program


def get_cohort(repository: Repository, name: str) -> CohortRecord:
    cohort = repository.find_cohort(name)
    if cohort is None:
        raise not_found("cohort", name)
    return cohort


def get_participation(repository: Repository, code: str) -> ParticipationRecord:
    participation = repository.find_participation(code)
    if participation is None:
        raise not_found("participating city with the code", code)
    return participation


def lock_participation(repository: Repository, code: str) -> ParticipationRecord:
    """For a change: others wait until this transaction ends."""
    participation = repository.lock_participation(code)
    if participation is None:
        raise not_found("participating city with the code", code)
    return participation


def event_keys(participation: ParticipationRecord) -> dict[str, object]:
    """What each event of a participation carries."""
    return {
        "application_id": participation.application_id,
        "code": participation.code,
        "cohort": participation.cohort,
    }


def situation_of(
    repository: Repository, participation: ParticipationRecord, program: Program, now: datetime
) -> Situation:
    following = next_phase(program, participation.phase)
    cohort = get_cohort(repository, participation.cohort)
    visit = repository.find_visit(participation.application_id)
    parts = repository.list_project_parts(participation.application_id)
    return Situation(
        today=participation.today(now),
        planned_on=planned_date(program, cohort, following) if following else None,
        days_before=program.gates.days_before_planned_date,
        has_team_lead=repository.has_team_lead(participation),
        visit_state=None if visit is None else visit.state,
        parts_done=frozenset(part for part, found in parts.items() if is_done(found.part, found.state)),
        convenings_settled=frozenset(repository.list_settled_convenings(participation.application_id)),
    )


def requirement_states(
    repository: Repository, participation: ParticipationRecord, program: Program, now: datetime
) -> tuple[contract.RequirementState, ...]:
    """The conditions for leaving the city's phase, as they stand now."""
    situation = situation_of(repository, participation, program, now)
    waived = repository.list_waivers(participation.application_id, participation.phase)
    return tuple(
        contract.RequirementState(condition=condition, met=is_met(condition, situation), waived=condition in waived)
        for condition in requirements_of(program, participation.phase)
    )


def show_participation(
    repository: Repository, participation: ParticipationRecord, program: Program, now: datetime
) -> contract.Participation:
    shown = {key: getattr(participation, key) for key in contract.Participation.model_fields if key != "requirements"}
    requirements = requirement_states(repository, participation, program, now)
    return contract.Participation(**shown, requirements=requirements)


def show_visit(visit: VisitRecord, participation: ParticipationRecord, program: Program) -> contract.Visit:
    return contract.Visit(
        id=visit.visit_id,
        state=visit.state,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        time_zone=participation.time_zone,
        place=visit.place,
        held_on=visit.held_on,
        write_up_due_on=write_up_due(visit.held_on, program.visit.write_up_due_days),
    )


def show_cohort(cohort: CohortRecord, members: int) -> contract.Cohort:
    return contract.Cohort(
        id=cohort.cohort,
        name=cohort.name,
        call=cohort.call,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        members=members,
    )


def show_tracker(repository: Repository, name: str, program: Program, now: datetime) -> contract.Tracker:
    cohort = get_cohort(repository, name)
    dates = {dates.phase: dates for dates in phase_dates(program, cohort.starts_on)}
    return contract.Tracker(
        cohort=cohort.cohort,
        phases=tuple(
            contract.PhasePlan(
                key=phase.id, title=phase.title, starts_on=dates[phase.id].starts_on, ends_on=dates[phase.id].ends_on
            )
            for phase in program.phases
        ),
        members=tuple(
            show_member(repository, participation, program, now)
            for participation in repository.list_members(cohort.cohort)
        ),
    )


def show_member(
    repository: Repository, participation: ParticipationRecord, program: Program, now: datetime
) -> contract.TrackedMember:
    states = requirement_states(repository, participation, program, now)
    count = contract.RequirementCount(met=sum(s.met or s.waived for s in states), of=len(states))
    shown = {key: getattr(participation, key) for key in contract.TrackedMember.model_fields if key != "requirements"}
    return contract.TrackedMember(**shown, requirements=count)


def show_timeline(repository: Repository, code: str, program: Program) -> contract.Timeline:
    participation = get_participation(repository, code)
    cohort = get_cohort(repository, participation.cohort)
    entered = repository.list_phase_entries(participation.application_id)
    window = visit_window(program.visit, cohort.starts_on)
    visit = repository.find_visit(participation.application_id)
    return contract.Timeline(
        code=participation.code,
        cohort=participation.cohort,
        time_zone=participation.time_zone,
        phases=tuple(
            contract.TimelinePhase(
                key=phase.id,
                title=phase.title,
                planned_on=planned_date(program, cohort, phase.id),
                started_on=entered.get(phase.id),
            )
            for phase in program.phases
        ),
        visit_window=(window.first, window.last),
        visit=None if visit is None else show_visit(visit, participation, program),
    )
