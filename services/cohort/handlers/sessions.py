"""Sessions: scheduled alone or in a series, moved, for other people, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID, uuid4

from services.cohort.domain import sessions as domain
from services.cohort.domain.days import insist_on_times
from services.cohort.domain.participation import LEFT
from services.cohort.domain.series import occurrences
from services.cohort.handlers.lookup import get_cohort, get_participation
from services.cohort.handlers.session_lookup import (
    Guests,
    cities_to_change,
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
    from services.cohort.domain.attendance import CityRecord
    from services.cohort.domain.participation import CohortRecord, ParticipationRecord
    from services.cohort.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox
    from shared.program.taking_part import SessionKind

Plan = TypeVar("Plan", bound=contract.SessionPeople)
Times = tuple[datetime, datetime]


def schedule_session(
    request: contract.ScheduleSession, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Session:
    insist_on_times(request.starts_at, request.ends_at)
    times = [(request.starts_at, request.ends_at)]
    (session,) = schedule(request, request.time_zone, times, None, repository, outbox, caller, now)
    return show_session(session, repository)


def schedule_series(
    request: contract.ScheduleSeries, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.SessionSeries:
    """All of them or none: a clash of one is told with those of the others."""
    try:
        times = occurrences(
            request.first_on, request.at, request.minutes, request.time_zone, request.every_weeks, request.count
        )
    except OverflowError:
        raise Refusal("invalid", Detail("first_on", "beyond_calendar")) from None
    series_id = uuid4()
    sessions = schedule(request, request.time_zone, times, series_id, repository, outbox, caller, now)
    shown = tuple(show_session(session, repository) for session in sessions)
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
    """The sessions of one plan. The form is judged before the program's rules, of which clashes are some."""
    cohort = get_cohort(repository, plan.cohort)
    kind = kind_of(cohort, plan.kind)
    language = plan.language or shared_language(plan, cohort, repository)
    plan = with_roles(plan, kind)
    guests = resolve(plan, plan.cohort, language, repository)
    domain.insist_on_kind(kind, plan_of(plan, guests))
    insist_on_taking_part(guests.cities)
    overridden = settle_clashes(plan.coach_id, guests.cities, times, zone, plan.override, None, repository, caller)
    columns = plan.model_dump(exclude={"cities", "people", "override"}, include=set(contract.SessionPlan.model_fields))
    columns["language"] = language
    columns |= {"time_zone": zone, "whole_cohort": is_for_all(plan, repository), "series_id": series_id}
    sessions = [
        domain.SessionRecord(
            session_id=uuid4(), state="scheduled", starts_at=start, ends_at=end, sequence=0, version=1, **columns
        )
        for start, end in times
    ]
    ids, scheduled = [city.application_id for city in guests.cities], contract.SessionScheduled
    for session in sessions:
        repository.insert_session(session)
        repository.add_session_people(session.session_id, ids, guests.people)
        if plan.override is not None and overridden:
            repository.insert_session_step(session.session_id, "scheduled", plan.override, caller.actor, now)
        tell_times(scheduled, session, guests.cities, guests.people, repository, outbox, overridden=overridden)
    return sessions


def shared_language(plan: contract.SessionPlan, cohort: CohortRecord, repository: Repository) -> str:
    """What all cities of the session speak, else the program's first language."""
    cities = [get_participation(repository, code) for code in plan.cities] or repository.list_members(cohort.cohort)
    languages = {city.language for city in cities if plan.cities or city.status not in LEFT}
    return languages.pop() if len(languages) == 1 else cohort.program.languages[0]


def move_session(
    request: contract.MoveSession, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Session:
    """Who has left is told nothing more; where nobody is left to come, there is nothing to move."""
    insist_on_times(request.starts_at, request.ends_at)
    lock_cities_of(request.session_id, repository)
    session, found = lock_session(request.session_id, repository)
    insist_on_version(session, request.expected_version)
    domain.insist_on_move(session.state)
    cities = [city for city in found if city.present]
    domain.insist_on_somebody(found, cities)
    changes: dict[str, Any] = {
        "starts_at": request.starts_at,
        "ends_at": request.ends_at,
        "time_zone": request.time_zone or session.time_zone,
        "place": request.place or session.place,
        "coach_id": request.coach_id or session.coach_id,
        "bring": request.bring or session.bring,
    }
    times = [(request.starts_at, request.ends_at)]
    stays = session.state == "scheduled" and times == [(session.starts_at, session.ends_at)]
    booked = [] if stays else cities
    overridden = settle_clashes(
        changes["coach_id"], booked, times, changes["time_zone"], request.override, session, repository, caller
    )
    repository.update_session_times(session.session_id, changes)
    if request.override is not None and overridden:
        repository.insert_session_step(session.session_id, "scheduled", request.override, caller.actor, now)
    moved = get_session(session.session_id, repository)
    people = repository.list_session_people(session.session_id)
    former = session.coach_id if session.coach_id != moved.coach_id else None
    tell_times(
        contract.SessionScheduled, moved, cities, people, repository, outbox, overridden=overridden, former_coach=former
    )  # fmt: skip
    return show_session(moved, repository)


def is_for_all(plan: contract.SessionPeople, repository: Repository) -> bool:
    """Also for cities that join later; of a coach who names none it is their own cities' as they are."""
    return not plan.cities and repository.audience.everything


def change_people(
    request: contract.ChangeSessionPeople, repository: Repository, outbox: Outbox, caller: Caller
) -> contract.Session:
    """Who is new is invited, who is gone is told; who stays hears nothing."""
    planned = get_session(request.session_id, repository)
    kind = kind_of(get_cohort(repository, planned.cohort), planned.kind)
    request = with_roles(request, kind)
    guests = resolve(request, planned.cohort, planned.language, repository)
    session, before_cities = lock_session(request.session_id, repository)
    insist_on_version(session, request.expected_version)
    domain.insist_on_changeable(session.state)
    changed = replace(session, roles=request.roles, whole_cohort=is_for_all(request, repository))
    domain.insist_on_kind(kind, plan_of(changed, guests))
    insist_on_taking_part(guests.cities)
    known_cities = {city.application_id for city in before_cities}
    new_cities = [city for city in guests.cities if city.application_id not in known_cities]
    times = [(session.starts_at, session.ends_at)]
    settle_clashes(None, new_cities, times, session.time_zone, request.override, session, repository, caller)
    before = repository.list_session_people(session.session_id)
    known, wanted = {p.key for p in before}, {p.key for p in guests.people}
    repository.replace_session_people(changed, [city.application_id for city in guests.cities], guests.people)
    gone = [person for person in before if person.key not in wanted]
    new = [person for person in guests.people if person.key not in known]
    stays = {city.application_id for city in guests.cities}
    left = [c for c in before_cities if c.application_id not in stays or any(_of(c, person) for person in gone)]
    joined_ids = {city.application_id for city in before_cities}
    came = [c for c in guests.cities if c.application_id not in joined_ids or any(_of(c, person) for person in new)]
    tell_times(contract.SessionCancelled, session, left, gone, repository, outbox, coach=False)
    tell_times(contract.SessionScheduled, changed, came, new, repository, outbox, coach=False)
    return show_session(get_session(session.session_id, repository), repository)


def cancel_session(
    request: contract.CancelSession, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Session:
    session, cities = lock_session(request.session_id, repository)
    insist_on_version(session, request.expected_version)
    domain.insist_on_transition(session.state, "cancelled")
    following = []
    if request.following and session.series_id is not None:
        following = repository.list_following_sessions(session.series_id, session.starts_at)
    ending = [(session, cities), *((one, cities_to_change(one, repository)) for one in following)]
    for one, cities in ending:
        repository.update_session_state(one.session_id, "cancelled", told=True)
        repository.insert_session_step(one.session_id, "cancelled", request.reason, caller.actor, now)
        cancelled = get_session(one.session_id, repository)
        people = repository.list_session_people(one.session_id)
        tell_times(contract.SessionCancelled, cancelled, cities, people, repository, outbox)
    return show_session(get_session(session.session_id, repository), repository)


def settle_clashes(
    coach_id: UUID | None,
    cities: Sequence[ParticipationRecord | CityRecord],
    times: Sequence[Times],
    zone: str,
    override: str | None,
    moved: domain.SessionRecord | None,
    repository: Repository,
    caller: Caller,
) -> bool:
    """Whether a rule was overridden: a coach is booked once, and a city. Two who book the same wait for each other."""
    return insist_on_override(
        override,
        caller,
        coach_refusal(coach_id, times, zone, moved, repository),
        cities_refusal(cities, times, moved, repository),
    )


def coach_refusal(
    coach_id: UUID | None,
    times: Sequence[Times],
    zone: str,
    moved: domain.SessionRecord | None,
    repository: Repository,
) -> Refusal | None:
    if coach_id is None:
        return None
    repository.lock_coach(coach_id)
    booked = repository.list_booked_sessions(coach_id, *span_of(times))
    others = [one for one in booked if moved is None or one.session_id != moved.session_id]
    return domain.clash_refusal(times, others, zone, sees=lambda one: repository.find_session(one) is not None)


def cities_refusal(
    cities: Sequence[ParticipationRecord | CityRecord],
    times: Sequence[Times],
    moved: domain.SessionRecord | None,
    repository: Repository,
) -> Refusal | None:
    booked = repository.list_cities_booked([city.application_id for city in cities], *span_of(times))
    others = [(one, codes) for one, codes in booked if moved is None or one.session_id != moved.session_id]
    return domain.city_clash_refusal(times, others, {city.code: city.city for city in cities})


def span_of(times: Sequence[Times]) -> Times:
    return min(start for start, _ in times), max(end for _, end in times)


def lock_cities_of(session_id: UUID, repository: Repository) -> None:
    """Before the session itself, as by whoever lets a city leave."""
    session = get_session(session_id, repository)
    repository.lock_cities([one.application_id for one in repository.list_session_cities(session.session_id)])


def with_roles(plan: Plan, kind: SessionKind) -> Plan:
    """For the roles that the program file has for the kind, where nobody is named."""
    return plan if plan.roles or plan.people else plan.model_copy(update={"roles": kind.roles})


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
