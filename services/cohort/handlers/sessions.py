"""Sessions: scheduled alone or in a series, moved, for other people, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from services.cohort.domain import sessions as domain
from services.cohort.domain.days import insist_on_times
from services.cohort.domain.invitations import by_roles
from services.cohort.domain.series import occurrences
from services.cohort.handlers.lookup import get_cohort
from services.cohort.handlers.session_lookup import (
    Guests,
    get_session,
    insist_on_taking_part,
    insist_on_version,
    kind_of,
    lock_session,
    resolve,
    show_session,
    tell_times,
)
from shared.contracts import cohort as contract
from shared.contracts.errors import Detail, Refusal
from shared.security.permissions import insist_on_override

if TYPE_CHECKING:
    from services.cohort.domain.participation import ParticipationRecord
    from services.cohort.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox

Times = tuple[datetime, datetime]


def schedule_session(
    request: contract.ScheduleSession, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Session:
    insist_on_times(request.starts_at, request.ends_at)
    times = [(request.starts_at, request.ends_at)]
    (session,) = schedule(request, request.time_zone, times, None, repository, outbox, caller, now)
    return show_session(session, repository, caller)


def schedule_series(
    request: contract.ScheduleSeries, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.SessionSeries:
    """All of them or none: a clash of one is told with those of the others."""
    try:
        times = occurrences(
            request.first_on, request.at, request.minutes, request.time_zone, request.every_weeks, request.count
        )
    except OverflowError:
        detail = Detail("first_on", "too_late", "must leave room for the series in the calendar")
        raise Refusal("invalid", "The series reaches beyond the calendar.", (detail,)) from None
    series_id = uuid4()
    sessions = schedule(request, request.time_zone, times, series_id, repository, outbox, caller, now)
    shown = tuple(show_session(session, repository, caller) for session in sessions)
    return contract.SessionSeries(series_id=series_id, sessions=shown)


def schedule(
    plan: contract.SessionPlan,
    zone: str,
    times: Sequence[Times],
    series_id: Any,
    repository: Repository,
    outbox: Outbox,
    caller: Caller,
    now: datetime,
) -> list[domain.SessionRecord]:
    """The sessions of one plan. The form is judged before the program's rules, of which a clash is one."""
    kind = kind_of(get_cohort(repository, plan.cohort), plan.kind)
    guests = resolve(plan, plan.cohort, plan.language, repository)
    domain.insist_on_kind(kind, plan_of(plan, guests))
    insist_on_taking_part(guests.cities)
    overridden = settle_clash(plan.coach_id, times, plan.override, (), repository, caller)
    columns = plan.model_dump(exclude={"cities", "people", "override"}, include=set(contract.SessionPlan.model_fields))
    sessions = [
        domain.SessionRecord(
            session_id=uuid4(),
            state="scheduled",
            starts_at=starts_at,
            ends_at=ends_at,
            time_zone=zone,
            whole_cohort=not plan.cities,
            series_id=series_id,
            sequence=0,
            version=1,
            **columns,
        )
        for starts_at, ends_at in times
    ]
    for session in sessions:
        repository.insert_session(session)
        repository.add_session_people(
            session.session_id, [city.application_id for city in guests.cities], guests.people
        )
        if plan.override is not None and overridden:
            repository.insert_session_step(session.session_id, "scheduled", plan.override, caller.actor, now)
        tell_times(contract.SessionScheduled, session, guests.cities, guests.people, outbox, overridden=overridden)
    return sessions


def move_session(
    request: contract.MoveSession, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Session:
    insist_on_times(request.starts_at, request.ends_at)
    session, cities = lock_session(request.session_id, repository)
    insist_on_version(session, request.expected_version)
    domain.insist_on_move(session.state)
    changes = {
        "starts_at": request.starts_at,
        "ends_at": request.ends_at,
        "time_zone": request.time_zone or session.time_zone,
        "place": request.place or session.place,
        "coach_id": request.coach_id or session.coach_id,
    }
    times = [(request.starts_at, request.ends_at)]
    overridden = settle_clash(changes["coach_id"], times, request.override, (session,), repository, caller)
    repository.update_session_times(session.session_id, changes)
    if request.override is not None and overridden:
        repository.insert_session_step(session.session_id, "scheduled", request.override, caller.actor, now)
    moved = get_session(session.session_id, repository)
    people = repository.list_session_people(session.session_id)
    tell_times(contract.SessionScheduled, moved, cities, people, outbox, overridden=overridden)
    return show_session(moved, repository, caller)


def change_people(
    request: contract.ChangeSessionPeople, repository: Repository, outbox: Outbox, caller: Caller
) -> contract.Session:
    """Who is new is invited, who is gone is told; who stays hears nothing."""
    session, before_cities = lock_session(request.session_id, repository)
    insist_on_version(session, request.expected_version)
    if session.state != "scheduled":
        raise Refusal("illegal_transition", f"The people of a session that is {session.state} do not change.")
    guests = resolve(request, session.cohort, session.language, repository)
    changed = replace(session, roles=request.roles, whole_cohort=not request.cities)
    kind = kind_of(get_cohort(repository, session.cohort), session.kind)
    domain.insist_on_kind(kind, plan_of(changed, guests))
    insist_on_taking_part(guests.cities)
    before = repository.list_session_people(session.session_id)
    known, wanted = {p.key for p in before}, {p.key for p in guests.people}
    repository.replace_session_people(changed, [city.application_id for city in guests.cities], guests.people)
    gone = [person for person in before if person.key not in wanted]
    new = [person for person in guests.people if person.key not in known]
    stays = {city.application_id for city in guests.cities}
    left = [c for c in before_cities if c.application_id not in stays or any(_of(c, person) for person in gone)]
    joined_ids = {city.application_id for city in before_cities}
    came = [c for c in guests.cities if c.application_id not in joined_ids or any(_of(c, person) for person in new)]
    tell_times(contract.SessionCancelled, session, left, gone, outbox)
    tell_times(contract.SessionScheduled, changed, came, new, outbox)
    return show_session(get_session(session.session_id, repository), repository, caller)


def cancel_session(
    request: contract.CancelSession, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Session:
    session, _ = lock_session(request.session_id, repository)
    insist_on_version(session, request.expected_version)
    domain.insist_on_transition(session.state, "cancelled")
    following = []
    if request.following and session.series_id is not None:
        following = repository.list_following_sessions(session.series_id, session.starts_at)
    for one in (session, *following):
        repository.update_session_state(one.session_id, "cancelled", told=True)
        repository.insert_session_step(one.session_id, "cancelled", request.reason, caller.actor, now)
        cancelled, cities = get_session(one.session_id, repository), repository.list_session_cities(one.session_id)
        people = repository.list_session_people(one.session_id)
        tell_times(contract.SessionCancelled, cancelled, cities, people, outbox)
    return show_session(get_session(session.session_id, repository), repository, caller)


def invite_late_city(participation: ParticipationRecord, repository: Repository, outbox: Outbox, now: datetime) -> None:
    """A city that joins takes part in what is still to come for the whole cohort."""
    codes = {participation.application_id: participation.code}
    roster = repository.list_roster(list(codes))
    for session in repository.list_upcoming_cohort_sessions(participation.cohort, now):
        people = by_roles(session.roles, codes, roster)
        repository.add_session_people(session.session_id, codes, people)
        tell_times(contract.SessionScheduled, session, [participation], people, outbox)


def settle_clash(
    coach_id: Any,
    times: Sequence[Times],
    override: str | None,
    instead_of: Sequence[domain.SessionRecord],
    repository: Repository,
    caller: Caller,
) -> bool:
    """Whether the rule that a coach is booked once was overridden. Two who book the same coach wait for each other."""
    if coach_id is None:
        return False
    repository.lock_coach(coach_id)
    booked = repository.list_booked_sessions(coach_id, min(start for start, _ in times), max(end for _, end in times))
    moved = {session.session_id for session in instead_of}
    refusal = domain.clash_refusal(times, [one for one in booked if one.session_id not in moved])
    if refusal is None:
        return False
    insist_on_override(override, caller, refusal)
    return True


def plan_of(plan: contract.SessionPlan | domain.SessionRecord, guests: Guests) -> domain.Plan:
    return domain.Plan(
        cities=len(guests.cities),
        people=len(guests.people),
        roles=len(plan.roles),
        has_coach=plan.coach_id is not None,
        has_speaker=plan.speaker is not None,
        modules=len(plan.modules),
    )


def _of(city: Any, person: Any) -> bool:
    return bool(city.application_id == person.application_id)
