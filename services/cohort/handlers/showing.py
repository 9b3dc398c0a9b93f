"""Answers: cohorts, cities and their dates as callers see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.cohort.domain.visit import VisitRecord, write_up_due
from services.cohort.handlers.lookup import get_cohort, get_participation, get_plan
from services.cohort.handlers.requirements import requirement_states
from shared.contracts import cohort as contract
from shared.contracts.notices import Notice, notice
from shared.contracts.people import Role
from shared.contracts.requests import Page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from services.cohort.domain.participation import CohortRecord, ParticipationRecord
    from services.cohort.domain.timeline import Plan
    from services.cohort.repository import Repository
    from shared.messaging.owners import Owners


def list_cohorts(repository: Repository) -> Page[contract.Cohort]:
    cohorts = tuple(show_cohort(*found) for found in repository.list_cohorts())
    return Page[contract.Cohort](items=cohorts, next=None, total=len(cohorts))


def get_one_cohort(request: contract.GetCohort, repository: Repository) -> contract.Cohort:
    cohort = get_cohort(repository, request.cohort)
    return show_cohort(cohort, repository.count_members(cohort.cohort))


def get_one_participation(
    request: contract.GetParticipation, repository: Repository, now: datetime
) -> contract.Participation:
    return show_participation(repository, get_participation(repository, request.code), now)


def get_tracker(
    request: contract.GetTracker, repository: Repository, owners: Owners, now: datetime
) -> contract.Tracker:
    if repository.find_cohort(request.cohort) is None and owners.know_cohort(request.cohort):
        return contract.Tracker(cohort=request.cohort, phases=(), members=(), arriving=True)
    return show_tracker(repository, request.cohort, now)


def show_participation(
    repository: Repository, participation: ParticipationRecord, now: datetime
) -> contract.Participation:
    shown = {key: getattr(participation, key) for key in contract.Participation.model_fields if key != "requirements"}
    cohort = get_cohort(repository, participation.cohort)
    requirements = requirement_states(repository, participation, cohort, now)
    return contract.Participation(**shown, requirements=requirements)


def show_visit(
    repository: Repository, visit: VisitRecord, participation: ParticipationRecord, now: datetime
) -> contract.Visit:
    program = get_cohort(repository, participation.cohort).program
    due = write_up_due(visit.held_on, program.visit.write_up_due_days)
    return contract.Visit(
        id=visit.visit_id,
        state=visit.state,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        time_zone=participation.time_zone,
        place=visit.place,
        participants=tuple(visit.participants),
        held_on=visit.held_on,
        write_up_due_on=due,
        overdue=visit.state == "held" and due is not None and participation.today(now) > due,
        outputs=None if visit.write_up is None else contract.VisitOutputs.model_validate(visit.write_up),
        cancelled_because=visit.cancelled_because,
        answer=answer_of(visit),
        notices=tuple(visit_notices(repository, visit, participation)),
    )


def answer_of(visit: VisitRecord) -> contract.VisitAnswer | None:
    if visit.suits is None or visit.answered_at is None:
        return None
    return contract.VisitAnswer(suits=visit.suits, note=visit.answer_note, answered_at=visit.answered_at)


def visit_notices(repository: Repository, visit: VisitRecord, participation: ParticipationRecord) -> Iterator[Notice]:
    """Everybody of the city whom mail reaches is invited, and its lead coach."""
    if visit.state not in ("proposed", "scheduled"):
        return
    if not repository.list_roster([participation.application_id]):
        yield notice("nobody_reached", city_code=participation.code, city=participation.city)
    if participation.lead_coach_id is None and Role.COACH.value in (one.lower() for one in visit.participants):
        yield notice("no_lead_coach")


def show_cohort(cohort: CohortRecord, members: int) -> contract.Cohort:
    return contract.Cohort(
        id=cohort.cohort,
        name=cohort.name,
        call=cohort.call,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        members=members,
        version=cohort.version,
        program_version=cohort.program.version,
    )


def show_tracker(repository: Repository, name: str, now: datetime) -> contract.Tracker:
    cohort = get_cohort(repository, name)
    plan = get_plan(repository, cohort)
    dates = plan.dates()
    ends = [*list(dates.values())[1:], None]
    return contract.Tracker(
        cohort=cohort.cohort,
        phases=tuple(
            contract.PhasePlan(key=phase.id, title=phase.title, starts_on=dates[phase.id], ends_on=ends_on)
            for phase, ends_on in zip(cohort.program.phases, ends, strict=True)
        ),
        members=tuple(
            show_member(repository, participation, plan, now)
            for participation in repository.list_members(cohort.cohort)
        ),
    )


def show_member(
    repository: Repository, participation: ParticipationRecord, plan: Plan, now: datetime
) -> contract.TrackedMember:
    states = requirement_states(repository, participation, plan.cohort, now)
    count = contract.RequirementCount(met=sum(s.met or s.waived for s in states), of=len(states))
    own = {"requirements", "open", "due_on"}
    shown = {key: getattr(participation, key) for key in contract.TrackedMember.model_fields if key not in own}
    return contract.TrackedMember(
        **shown,
        requirements=count,
        open=tuple(one for one in states if not (one.met or one.waived)),
        due_on=next_planned(participation, plan),
    )


def next_planned(participation: ParticipationRecord, plan: Plan) -> date | None:
    """When the phase after the city's is planned to begin."""
    phases = [phase.id for phase in plan.cohort.program.phases]
    follows = phases[phases.index(participation.phase) + 1 :] if participation.phase in phases else []
    return plan.planned_on(follows[0], participation.application_id) if follows else None
