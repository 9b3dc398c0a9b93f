"""People: added, listed, found."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from shared.contracts import identity
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.identity import AddedPerson, Person, Recipient
from shared.contracts.people import PERSON_ROLES, Caller, Role
from shared.contracts.requests import Page

if TYPE_CHECKING:
    from services.identity.repository import Repository
    from shared.messaging.outbox import Outbox


def add_person(
    request: identity.AddPerson, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> AddedPerson:
    insist_on_roles(request.roles, caller)
    person = Person(
        id=uuid4(),
        name=request.name.strip(),
        email=request.email,
        roles=tuple(sorted(set(request.roles))),
        languages=tuple(dict.fromkeys(request.languages)),
    )
    if not repository.insert_person(person, now):
        return AddedPerson(person=insist_on_same(person, repository), added=False)
    outbox.record(identity.PersonAdded(person_id=person.id, roles=person.roles, languages=person.languages))
    return AddedPerson(person=person, added=True)


def insist_on_roles(roles: tuple[Role, ...], caller: Caller) -> None:
    """Nobody gives away a role above their own."""
    if strangers := sorted(set(roles) - PERSON_ROLES):
        details = tuple(Detail("roles", "not_a_choice", f"{role} is no role of a person") for role in strangers)
        raise Refusal("invalid", "A person cannot have this role.", details)
    if Role.ADMINISTRATOR in roles and not caller.has(Role.ADMINISTRATOR):
        raise Refusal("forbidden", "Only an administrator adds an administrator.")


def insist_on_same(person: Person, repository: Repository) -> Person:
    """The person who has the address already. Raises Refusal where the data differ."""
    known = repository.find_person_by_address(person.email)
    assert known is not None, "people are never deleted"
    if (known.name, set(known.roles), known.languages) != (person.name, set(person.roles), person.languages):
        raise Refusal("already_exists", "Somebody with this address is known by other data.")
    return known


def list_people(request: identity.ListPeople, repository: Repository) -> Page[Person]:
    people = repository.list_people(request.role, request.limit + 1, as_cursor(request.after))
    shown = tuple(people[: request.limit])
    following = str(shown[-1].id) if len(people) > request.limit else None
    return Page[Person](items=shown, next=following, total=repository.count_people(request.role))


def as_cursor(after: str | None) -> UUID | None:
    try:
        return None if after is None else UUID(after)
    except ValueError:
        detail = Detail("after", "unknown_page", "must be the `next` of a page")
        raise Refusal("invalid", "There is no such page.", (detail,)) from None


def get_person(request: identity.GetPerson, repository: Repository) -> Person:
    """By id or address."""
    try:
        person = repository.find_person(UUID(request.person))
    except ValueError:
        person = repository.find_person_by_address(request.person)
    if person is None:
        raise not_found("person", request.person)
    return person


def get_recipient(request: identity.GetRecipient, repository: Repository) -> Recipient:
    person = repository.find_person(request.person_id)
    if person is None:
        raise not_found("person", request.person_id)
    return as_recipient(person)


def as_recipient(person: Person) -> Recipient:
    """Written to in the first of their languages."""
    return Recipient(name=person.name, email=person.email, language=person.languages[0])
