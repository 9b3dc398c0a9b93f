"""The city visit: scheduled, moved, held, written up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.cohort.domain import visit as domain
from services.cohort.domain.days import insist_on_times, outside_window
from services.cohort.domain.participation import ParticipationRecord
from services.cohort.handlers.hanging import Work, coach_ref
from services.cohort.handlers.hanging_visits import cancel, times_of
from services.cohort.handlers.lookup import event_keys, get_cohort, get_participation, lock_participation, lock_present
from services.cohort.handlers.showing import show_visit
from services.cohort.handlers.team import take_in_roster
from shared.contracts import cohort as contract
from shared.contracts.errors import not_found
from shared.program.calendar import visit_window
from shared.security.permissions import insist_on_override

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox


def propose_visit(
    request: contract.ProposeVisit, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Visit:
    participation, visit = place_visit(request, "proposed", repository, caller)
    keys = event_keys(participation) | times_of(visit, participation)
    outbox.record(contract.VisitProposed.model_validate(keys))
    return show_visit(repository, visit, participation, now)


def answer_visit(
    request: contract.AnswerVisit, repository: Repository, outbox: Outbox, now: datetime
) -> contract.Visit:
    """Nothing is scheduled by it: who runs the program does that, and invites."""
    participation, visit = lock_visit(repository, request.code)
    domain.insist_on_answerable(visit, request.suits, request.note)
    answer = {"suits": request.suits, "answer_note": request.note, "answered_at": now}
    visit = changed(repository, participation, **answer)
    coach = coach_ref(participation.lead_coach_id, participation.language, repository)
    keys = event_keys(participation) | times_of(visit, participation) | {"suits": request.suits, "coach": coach}
    outbox.record(contract.VisitAnswered.model_validate(keys))
    return show_visit(repository, visit, participation, now)


def schedule_visit(
    request: contract.ScheduleVisit, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Visit:
    """Scheduling a scheduled visit moves it, which raises its sequence."""
    participation, visit = place_visit(request, "scheduled", repository, caller)
    coach = coach_ref(participation.lead_coach_id, participation.language, repository)
    keys = event_keys(participation) | times_of(visit, participation) | {"sequence": visit.sequence, "coach": coach}
    outbox.record(contract.VisitScheduled.model_validate(keys))
    return show_visit(repository, visit, participation, now)


def place_visit(
    request: contract.ProposeVisit | contract.ScheduleVisit, state: str, repository: Repository, caller: Caller
) -> tuple[ParticipationRecord, domain.VisitRecord]:
    """Give the visit its time, in the window unless a lead overrides it."""
    insist_on_times(request.starts_at, request.ends_at)
    participation = lock_present(repository, request.code)
    visit = repository.find_visit(participation.application_id)
    domain.insist_on_transition(visit.state if visit else None, state)
    cohort = get_cohort(repository, participation.cohort)
    window = visit_window(cohort.program.visit, cohort.starts_on)
    outside = outside_window(request.starts_at, request.ends_at, participation.time_zone, window)
    insist_on_override(request.override, caller, outside)
    if visit is None:
        repository.insert_visit(participation.application_id, request, state)
    else:
        repository.update_visit_times(visit.visit_id, request, state)
    return participation, changed(repository, participation)


def cancel_visit(
    request: contract.CancelVisit, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Visit:
    """Also of a city that has left."""
    participation = lock_participation(repository, request.code)
    before = the_visit(repository, participation)
    domain.insist_on_transition(before.state, "cancelled")
    cancel(before, participation, Work(repository, outbox, caller.actor, now, request.reason))
    return show_visit(repository, changed(repository, participation), participation, now)


def get_visit(request: contract.GetVisit, repository: Repository, now: datetime) -> contract.Visit:
    participation = get_participation(repository, request.code)
    return show_visit(repository, the_visit(repository, participation), participation, now)


def hold_visit(request: contract.HoldVisit, repository: Repository, outbox: Outbox, now: datetime) -> contract.Visit:
    participation, visit = lock_visit(repository, request.code)
    domain.insist_on_transition(visit.state, "held")
    domain.insist_on_held_day(visit, request.held_on, participation.today(now), participation.time_zone)
    visit = changed(repository, participation, state="held", held_on=request.held_on)
    keys = event_keys(participation) | {"visit_id": visit.visit_id}
    outbox.record(contract.VisitHeld.model_validate(keys | {"held_on": request.held_on}))
    return show_visit(repository, visit, participation, now)


def write_up_visit(
    request: contract.WriteUpVisit, repository: Repository, outbox: Outbox, now: datetime
) -> contract.Visit:
    domain.insist_on_one_lead(request.roster)
    participation, visit = lock_visit(repository, request.code)
    domain.insist_on_transition(visit.state, "written_up")
    repository.update_visit_write_up(visit.visit_id, request, now)
    outbox.record(contract.VisitWrittenUp.model_validate(event_keys(participation) | {"visit_id": visit.visit_id}))
    take_in_roster(request.roster, participation, repository, outbox, participation.today(now))
    return show_visit(repository, changed(repository, participation), participation, now)


def lock_visit(repository: Repository, code: str) -> tuple[ParticipationRecord, domain.VisitRecord]:
    participation = lock_present(repository, code)
    return participation, the_visit(repository, participation)


def the_visit(repository: Repository, participation: ParticipationRecord) -> domain.VisitRecord:
    visit = repository.find_visit(participation.application_id)
    if visit is None:
        raise not_found("visit", participation.code)
    return visit


def changed(repository: Repository, participation: ParticipationRecord, **columns: Any) -> domain.VisitRecord:
    """The visit, with these columns from now on; a change of it is one of its city too."""
    repository.touch_participation(participation.application_id)
    return repository.change(the_visit(repository, participation), **columns)
