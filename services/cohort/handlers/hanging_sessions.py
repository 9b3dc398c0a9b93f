"""Sessions that hang on a city, its people and a coach."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from services.cohort.domain.invitations import Person, by_roles
from services.cohort.handlers.hanging import Noun, Succession, Work
from services.cohort.handlers.session_lookup import get_session, tell_times
from shared.contracts import cohort as contract

if TYPE_CHECKING:
    from services.cohort.domain.participation import ParticipationRecord
    from services.cohort.domain.sessions import SessionRecord


def end(city: ParticipationRecord, work: Work) -> list[contract.Hanging]:
    """A session of this city alone is cancelled, and its coach is free; of one of many the city is taken out."""
    ended = []
    for session in work.repository.list_city_sessions(city.application_id, work.now):
        cities = work.repository.list_session_cities(session.session_id)
        alone = not session.whole_cohort and all(one.application_id == city.application_id for one in cities)
        (cancel if alone else take_out)(session, city, work)
        ended.append(shown(session, "session" if alone else "session_part"))
    return ended


def cancel(session: SessionRecord, city: ParticipationRecord, work: Work) -> None:
    repository = work.repository
    repository.update_session_state(session.session_id, "cancelled", told=True)
    repository.insert_session_step(session.session_id, "cancelled", work.reason, work.actor, work.now)
    cancelled = get_session(session.session_id, repository)
    people = repository.list_session_people(session.session_id)
    tell_times(contract.SessionCancelled, cancelled, [city], people, repository, work.outbox)


def take_out(session: SessionRecord, city: ParticipationRecord, work: Work) -> None:
    people = work.repository.list_session_people(session.session_id)
    work.repository.delete_session_city(session.session_id, city.application_id)
    tell_times(contract.SessionCancelled, session, [city], people, work.repository, work.outbox, coach=False)


def welcome(city: ParticipationRecord, work: Work) -> list[contract.Hanging]:
    """A city that joins, or is back, takes part in what is still to come for the whole cohort."""
    repository, codes = work.repository, {city.application_id: city.code}
    mine = {one.session_id for one in repository.list_city_sessions(city.application_id, work.now)}
    new = [one for one in repository.list_upcoming_cohort_sessions(city.cohort, work.now) if one.session_id not in mine]
    roster = repository.list_roster(list(codes))
    for session in new:
        people = by_roles(session.roles, codes, roster)
        repository.add_session_people(session.session_id, codes, people)
        tell_times(contract.SessionScheduled, session, [city], people, repository, work.outbox, coach=False)
    return [shown(session, "session_part") for session in new]


def hand_over(succession: Succession, work: Work) -> None:
    """Who is gone is taken out of what lies ahead, and their successor invited."""
    city, repository = succession.city, work.repository
    for session in repository.list_city_sessions(city.application_id, work.now):
        people = [one for one in repository.list_session_people(session.session_id) if of_city(one, city)]
        gone = next((one for one in people if succession.means(one.ref, one.name)), None)
        if gone is None:
            continue
        follows = successor_of(gone, succession)
        repository.replace_session_person(session.session_id, gone, follows)
        tell_times(contract.SessionCancelled, session, [city], [gone], repository, work.outbox, coach=False)
        if follows is not None and follows.key not in {one.key for one in people}:
            tell_times(contract.SessionScheduled, session, [city], [follows], repository, work.outbox, coach=False)


def of_city(person: Person, city: ParticipationRecord) -> bool:
    return person.application_id == city.application_id


def successor_of(gone: Person, succession: Succession) -> Person | None:
    follows, name = succession.successor, succession.successor_name
    if follows is not None:
        return Person(gone.application_id, gone.code, follows.ref, None, gone.role, follows.language)
    return None if name is None else replace(gone, ref=None, name=name)


def shown(session: SessionRecord, kind: contract.HangingKind) -> contract.Hanging:
    return contract.Hanging(
        kind=kind,
        id=session.session_id,
        title=session.title,
        starts_at=session.starts_at,
        time_zone=session.time_zone,
    )


SESSIONS = Noun(end=end, welcome=welcome, replace=hand_over)
