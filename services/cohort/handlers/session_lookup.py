"""What the handlers of sessions share: their cities and people found, their events told, the answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from services.cohort.domain import attendance, sessions
from services.cohort.domain.invitations import Named, Person, by_roles, find_people, together
from services.cohort.domain.team import find_by_name
from services.cohort.handlers.hanging import coach_ref
from services.cohort.handlers.lookup import get_participation
from shared.contracts import cohort as contract
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.notices import Notice, notice
from shared.contracts.people import PersonRef

if TYPE_CHECKING:
    from uuid import UUID

    from services.cohort.domain.participation import CohortRecord, ParticipationRecord
    from services.cohort.repository import Repository
    from shared.messaging.outbox import Outbox
    from shared.program.taking_part import SessionKind


@dataclass(frozen=True)
class Guests:
    """The cities that a session is for, and who of them takes part."""

    cities: list[ParticipationRecord]
    people: list[Person]


def kind_of(cohort: CohortRecord, kind: str) -> SessionKind:
    kinds = cohort.program.session_kinds
    found = next((one for one in kinds if one.id == kind), None)
    if found is None:
        raise Refusal("invalid", Detail("kind", "not_a_choice", choices=[one.id for one in kinds]))
    return found


def resolve(request: contract.SessionPeople, cohort: str, language: str, repository: Repository) -> Guests:
    """Every city of the cohort where none is named. Raises invalid for what does not belong to the cohort.

    The cities are locked: one that leaves, or is booked, at the same moment is seen as it is then.
    """
    if request.cities:
        named_cities = [get_participation(repository, code) for code in request.cities]
    else:
        named_cities = repository.list_members(cohort)
    statuses = repository.lock_cities([city.application_id for city in named_cities])
    cities = [replace(city, status=statuses[city.application_id]) for city in named_cities]
    if not request.cities:
        cities = [city for city in cities if city.status == "active"]
    strangers = [
        Detail(f"cities.{number}", "other_cohort", city_code=city.code, cohort=city.cohort)
        for number, city in enumerate(cities)
        if city.cohort != cohort
    ]
    if strangers:
        raise Refusal("invalid", *strangers)
    codes = {city.application_id: city.code for city in cities}
    roster = repository.list_roster(list(codes))
    named = named_people(request, cities, repository)
    people = together(find_people(named, codes, roster, language), by_roles(request.roles, codes, roster))
    return Guests(cities, people)


def named_people(
    request: contract.SessionPeople, cities: Iterable[ParticipationRecord], repository: Repository
) -> list[Named]:
    """Somebody of the team who is named without a reference is meant as a member, whom mail reaches."""
    by_name = {one.code for one in request.people if one.ref is None}
    teams = {city.code: repository.list_team_members(city.application_id) for city in cities if city.code in by_name}
    named = []
    for one in request.people:
        member = find_by_name(teams.get(one.code, ()), one.name) if one.ref is None and one.name else None
        if member is not None and member.ref is not None:
            named.append(Named(one.code, member.ref, None, None))
        else:
            named.append(Named(one.code, one.ref, one.name, one.role))
    return named


def insist_on_taking_part(cities: Iterable[ParticipationRecord]) -> None:
    """A city that has left takes part in nothing more."""
    for city in cities:
        if city.status not in ("active", "paused"):
            raise Refusal("illegal_transition", reason="city_left", city_code=city.code, status=city.status)


def lock_session(
    session_id: UUID, repository: Repository
) -> tuple[sessions.SessionRecord, list[attendance.CityRecord]]:
    session = repository.lock_session(session_id)
    if session is None:
        raise not_found("session", session_id)
    return session, cities_to_change(session, repository)


def cities_to_change(session: sessions.SessionRecord, repository: Repository) -> list[attendance.CityRecord]:
    """All that it is for. Raises forbidden for whoever does not run the program in each of them."""
    cities = repository.list_session_cities(session.session_id)
    if not all(repository.sees_inside(city.application_id) for city in cities):
        raise Refusal("forbidden", reason="session_of_other_coaches")
    return cities


def get_session(session_id: UUID, repository: Repository) -> sessions.SessionRecord:
    session = repository.find_session(session_id)
    if session is None:
        raise not_found("session", session_id)
    return session


def get_one_session(request: contract.GetSession, repository: Repository) -> contract.Session:
    return show_session(get_session(request.session_id, repository), repository)


def insist_on_version(session: sessions.SessionRecord, expected: int | None) -> None:
    if expected is not None and expected != session.version:
        raise Refusal("stale_version", version=session.version)


# -- telling -----------------------------------------------------------------------------------------------------------


def session_keys(session: sessions.SessionRecord, city: Any) -> dict[str, object]:
    return {
        "application_id": city.application_id,
        "code": city.code,
        "cohort": session.cohort,
        "session_id": session.session_id,
        "kind": session.kind,
    }


def tell_times(
    event: type[contract.SessionScheduled | contract.SessionCancelled],
    session: sessions.SessionRecord,
    cities: Iterable[Any],
    people: Sequence[Person],
    repository: Repository,
    outbox: Outbox,
    *,
    overridden: bool = False,
    coach: bool = True,
    former_coach: UUID | None = None,
) -> None:
    """One event a city, with those of its people whom mail can reach; the coach is told with the first."""
    times = {key: getattr(session, key) for key in ("starts_at", "ends_at", "time_zone", "sequence")}
    speech = {"language": session.language, "interpretation": session.interpretation, "override": overridden}
    holds, held = (session.coach_id if coach else None), former_coach
    coaches: dict[str, PersonRef | None] = {
        "coach": coach_ref(holds, session.language, repository),
        "former_coach": coach_ref(held, session.language, repository),
    }
    outbox.record_all([
        event.model_validate(
            session_keys(session, city)
            | times
            | speech
            | (coaches if number == 0 else {})
            | {"people": refs_of(city.application_id, people)}
        )
        for number, city in enumerate(cities)
    ])  # fmt: skip


def refs_of(application_id: UUID, people: Iterable[Person]) -> tuple[PersonRef, ...]:
    return tuple(
        PersonRef.model_validate({"ref": person.ref, "role": person.role, "language": person.language})
        for person in people
        if person.application_id == application_id and person.ref is not None
    )


# -- answers -----------------------------------------------------------------------------------------------------------


def show_session(session: sessions.SessionRecord, repository: Repository) -> contract.Session:
    """Of cities that share it, those that the caller sees. What is written for staff is for those who run the program
    in each of them."""
    everybody = repository.list_session_cities(session.session_id)
    cities = [city for city in everybody if repository.sees(city.application_id)]
    people = [one for one in repository.list_session_people(session.session_id) if repository.sees(one.application_id)]
    items = [item for item in repository.list_action_items(session.session_id) if repository.sees(item.application_id)]
    shown = {key: value for key, value in vars(session).items() if key in contract.Session.model_fields}
    sees_all = all(repository.sees_inside(city.application_id) for city in everybody)
    notes = repository.list_session_notes(session.session_id)
    return contract.Session(
        **shown,
        id=session.session_id,
        cities=tuple(
            contract.SessionCity(
                code=city.code,
                city=city.city,
                attendance=attendance.shown_attendance(city, session.starts_at),
                modules=city.modules,
                invited=len(refs_of(city.application_id, people)),
            )
            for city in cities
        ),
        people=tuple(
            contract.SessionPerson(code=one.code, ref=one.ref, name=one.name, role=one.role) for one in people
        ),
        notices=tuple(notices_of(session, cities, people)) if session.state == "scheduled" else (),
        notes=tuple(note for note in notes if sees_all or note.visibility == "city"),
        items=tuple(show_item(item) for item in items),
        other_cities=len(everybody) - len(cities),
        steps=tuple(repository.list_session_steps(session.session_id)) if sees_all else (),
    )


def notices_of(
    session: sessions.SessionRecord, cities: Iterable[attendance.CityRecord], people: Sequence[Person]
) -> Iterable[Notice]:
    """Whom no mail reaches: whole cities, and people whose names alone are known."""
    for city in cities:
        if city.present and not refs_of(city.application_id, people):
            yield notice("nobody_reached", city_code=city.code, city=city.city)
    for person in people:
        if person.ref is None:
            yield notice("no_address", city_code=person.code, name=person.name)
    if session.coach_id is None and not people:
        yield notice("session_without_people")


def show_item(item: attendance.ItemRecord) -> contract.ActionItem:
    return contract.ActionItem(
        id=item.item_id,
        session_id=item.session_id,
        code=item.code,
        what=item.what,
        owner=item.owner,
        due_on=item.due_on,
        state=item.state,
    )
