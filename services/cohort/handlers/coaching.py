"""Lead coaches: as identity tells of them, their hours, their cities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.cohort.domain import coaching as domain
from services.cohort.domain.sessions import values_of
from services.cohort.handlers.hanging import Work
from services.cohort.handlers.hanging_sessions import shown as show_hanging
from services.cohort.handlers.hanging_visits import change_coach
from services.cohort.handlers.lookup import event_keys, get_cohort, get_participation, lock_present
from services.cohort.handlers.showing import show_participation
from shared.contracts import cohort as contract
from shared.contracts import identity
from shared.contracts.errors import Refusal, not_found
from shared.contracts.notices import Notice, notice
from shared.contracts.people import Role
from shared.contracts.requests import Page
from shared.security.permissions import STAFF, insist_on_override

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from services.cohort.domain.participation import ParticipationRecord
    from services.cohort.domain.sessions import SessionRecord
    from services.cohort.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program


def keep_coach(event: identity.StandingEvent, repository: Repository) -> None:
    """Whoever coaches no more keeps their cities until these are handed over, and gets no new one."""
    if Role.COACH in event.roles:
        repository.upsert_coach(event.person_id, event.languages)
    else:
        repository.update_coach_gone(event.person_id)


def assign_coach(
    request: contract.AssignCoach, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.CoachedCity:
    """The coach's row is locked, so of two cities for the last hours one wins. The city's visit goes with it; sessions
    that the former coach holds are said: staff reassign them."""
    city = lock_present(repository, request.code)
    coach = get_coach(repository, request.coach)
    if city.lead_coach_id == coach.coach_id:
        return show_coached(city, None, repository, now)
    coaching = get_cohort(repository, city.cohort).program.coaching
    refusals = domain.refusals(coach, city.language, repository.list_coached_cities(coach.coach_id), coaching)
    insist_on_override(request.override, caller, *refusals)
    repository.update_lead_coach(city.application_id, coach.coach_id, request.override, caller.actor, now)
    fields = {"coach_id": coach.coach_id, "previous_coach_id": city.lead_coach_id}
    outbox.record(contract.CoachAssigned.model_validate(event_keys(city) | fields))
    change_coach(city, city.lead_coach_id, coach.coach_id, Work(repository, outbox, caller.actor, now))
    return show_coached(get_participation(repository, request.code), city.lead_coach_id, repository, now)


def show_coached(
    city: ParticipationRecord, former: UUID | None, repository: Repository, now: datetime
) -> contract.CoachedCity:
    held = repository.list_coach_sessions(former, now) if former else []
    booked = [session for session, codes in held if city.code in codes]
    return contract.CoachedCity(
        **dict(show_participation(repository, city, now)),
        former_coach_id=former,
        sessions=tuple(show_hanging(session, "session") for session in booked),
        notices=tuple(still_booked(booked)),
    )


def set_hours(
    request: contract.SetCoachHours, repository: Repository, program: Program, caller: Caller, now: datetime
) -> contract.CoachLoad:
    """Where the hours do not reach any more, or end, what hangs on the coach is said: it is to be handed over."""
    insist_on_oneself(request.coach, caller)
    coach = get_coach(repository, request.coach)
    repository.update_coach_hours(coach.coach_id, request.hours)
    shown = show_coach(get_coach(repository, request.coach), repository, program)
    booked = [session for session, _ in repository.list_coach_sessions(coach.coach_id, now)]
    return shown.model_copy(
        update={
            "sessions": tuple(show_hanging(session, "session") for session in booked),
            "notices": tuple(notices_of(shown, booked)),
        }
    )


def insist_on_oneself(coach_id: UUID, caller: Caller) -> None:
    """Of another coach only staff say it. Raises forbidden."""
    if not caller.has(*STAFF) and caller.id != str(coach_id):
        raise Refusal("forbidden", reason="another_coach")


def notices_of(coach: contract.CoachLoad, booked: Sequence[SessionRecord]) -> Iterator[Notice]:
    if coach.load > coach.hours:
        yield notice("coach_away", count=coach.hours, load=coach.load, cities=list(coach.cities))
    if coach.hours == 0:
        yield from still_booked(booked)


def still_booked(sessions: Sequence[SessionRecord]) -> Iterator[Notice]:
    """Sessions whose coach does not lead their city any more, or is on leave."""
    for session in sessions:
        yield notice("coach_still_booked", **values_of(session))


def list_coaches(repository: Repository, program: Program) -> Page[contract.CoachLoad]:
    """Counted by the program file in force, since a coach's cities may be in several cohorts. Named are the cities that
    the caller may see; what others coach is a number."""
    loads = [(coach, show_coach(coach, repository, program)) for coach in repository.list_coaches()]
    shown = [load for coach, load in loads if coach.active or load.cities]
    seen = repository.list_seen_codes(code for coach in shown for code in coach.cities)
    items = tuple(
        coach.model_copy(update={"cities": tuple(code for code in coach.cities if code in seen)}) for coach in shown
    )
    return Page[contract.CoachLoad](items=items, next=None, total=len(items))


def get_coach(repository: Repository, person_id: UUID) -> domain.CoachRecord:
    coach = repository.lock_coach_hours(person_id)
    if coach is None or not coach.active:
        raise not_found("coach", person_id)
    return coach


def show_coach(coach: domain.CoachRecord, repository: Repository, program: Program) -> contract.CoachLoad:
    cities = tuple(repository.list_coached_cities(coach.coach_id))
    return contract.CoachLoad(
        id=coach.coach_id,
        languages=coach.languages,
        hours=coach.hours_by(program.coaching),
        load=domain.load(cities, program.coaching),
        cities=cities,
    )
