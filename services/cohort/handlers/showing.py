"""Answers: cohorts, cities and their dates as callers see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.cohort.domain.timeline import planned_date
from services.cohort.domain.visit import VisitRecord, write_up_due
from services.cohort.handlers.lookup import get_cohort, get_participation
from services.cohort.handlers.requirements import requirement_states
from shared.contracts import cohort as contract
from shared.program.calendar import phase_dates, visit_window

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.domain.participation import CohortRecord, ParticipationRecord
    from services.cohort.repository import Repository
    from shared.program.model import Program


def show_participation(
    repository: Repository, participation: ParticipationRecord, now: datetime
) -> contract.Participation:
    shown = {key: getattr(participation, key) for key in contract.Participation.model_fields if key != "requirements"}
    requirements = requirement_states(repository, participation, now)
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


def show_tracker(repository: Repository, name: str, now: datetime) -> contract.Tracker:
    cohort = get_cohort(repository, name)
    dates = {dates.phase: dates for dates in phase_dates(cohort.program, cohort.starts_on)}
    return contract.Tracker(
        cohort=cohort.cohort,
        phases=tuple(
            contract.PhasePlan(
                key=phase.id, title=phase.title, starts_on=dates[phase.id].starts_on, ends_on=dates[phase.id].ends_on
            )
            for phase in cohort.program.phases
        ),
        members=tuple(
            show_member(repository, participation, now) for participation in repository.list_members(cohort.cohort)
        ),
    )


def show_member(repository: Repository, participation: ParticipationRecord, now: datetime) -> contract.TrackedMember:
    states = requirement_states(repository, participation, now)
    count = contract.RequirementCount(met=sum(s.met or s.waived for s in states), of=len(states))
    shown = {key: getattr(participation, key) for key in contract.TrackedMember.model_fields if key != "requirements"}
    return contract.TrackedMember(**shown, requirements=count)


def show_timeline(repository: Repository, code: str) -> contract.Timeline:
    participation = get_participation(repository, code)
    cohort = get_cohort(repository, participation.cohort)
    entered = repository.list_phase_entries(participation.application_id)
    window = visit_window(cohort.program.visit, cohort.starts_on)
    visit = repository.find_visit(participation.application_id)
    return contract.Timeline(
        code=participation.code,
        cohort=participation.cohort,
        time_zone=participation.time_zone,
        phases=tuple(
            contract.TimelinePhase(
                key=phase.id,
                title=phase.title,
                planned_on=planned_date(cohort, phase.id),
                started_on=entered.get(phase.id),
            )
            for phase in cohort.program.phases
        ),
        visit_window=(window.first, window.last),
        visit=None if visit is None else show_visit(visit, participation, cohort.program),
    )
