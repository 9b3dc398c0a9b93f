"""People: added, listed, found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from services.identity.domain.people import best_matches, is_called, roles_named_to
from shared.contracts import identity
from shared.contracts.errors import Detail, Refusal
from shared.contracts.identity import AddedPerson, Operators, PeopleNames, Person, Recipient
from shared.contracts.paging import page_of, read_cursor
from shared.contracts.people import PERSON_ROLES, Caller, PersonRef, Role
from shared.contracts.requests import Page
from shared.security.permissions import STAFF

if TYPE_CHECKING:
    from services.identity.domain.sign_ins import SignIn
    from services.identity.repository import Repository
    from shared.messaging.outbox import Outbox

ME = "me"
LOOKED_THROUGH = 200
NAMED = 10  # candidates that a refusal names


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


def take_in(sign_in: SignIn, repository: Repository, outbox: Outbox, now: datetime) -> Person:
    """Whoever has just proven an address that nobody had. They say later what they are called."""
    assert sign_in.email is not None, "it is open"
    person = Person(id=uuid4(), name="", email=sign_in.email, roles=(), languages=(sign_in.language,))
    if not repository.insert_person(person, now):  # added by staff at the same moment
        known = repository.find_person_by_address(sign_in.email)
        assert known is not None, "people are never deleted"
        return known
    outbox.record(identity.PersonAdded(person_id=person.id, roles=(), languages=person.languages))
    return person


def change_own_details(
    request: identity.ChangeOwnDetails, repository: Repository, outbox: Outbox, caller: Caller
) -> Person:
    """The same again changes nothing."""
    person = find_caller(repository, caller)
    if person is None:
        raise Refusal("not_found", reason="nobody_signed_in")
    changed = person.model_copy(update={"name": request.name, "languages": tuple(dict.fromkeys(request.languages))})
    if changed != person:
        changed = changed.model_copy(update={"version": person.version + 1})
        repository.update_details(changed)
        outbox.record(identity.PersonChanged(person_id=person.id, roles=changed.roles, languages=changed.languages))
    return changed


def insist_on_roles(roles: Iterable[Role], caller: Caller) -> None:
    """Nobody gives or takes a role above their own."""
    if strangers := sorted(set(roles) - PERSON_ROLES):
        choices = sorted(PERSON_ROLES)
        raise Refusal("invalid", *(Detail("roles", "not_a_choice", choices=choices) for _ in strangers))
    if Role.ADMINISTRATOR in set(roles) and not caller.has(Role.ADMINISTRATOR):
        raise Refusal("forbidden", reason="administrators_role")


def insist_on_same(person: Person, repository: Repository) -> Person:
    """The person who has the address already. Raises Refusal where the data differ."""
    known = repository.find_person_by_address(person.email)
    assert known is not None, "people are never deleted"
    if (known.name, set(known.roles), known.languages) != (person.name, set(person.roles), person.languages):
        raise Refusal("already_exists", reason="person")
    return known


def list_people(request: identity.ListPeople, repository: Repository) -> Page[Person]:
    found = repository.list_people(request.role, request.text, request.limit + 1, read_cursor(request.after, UUID))
    shown, following = page_of(found, request.limit, lambda one: one.id)
    total = repository.count_people(request.role, request.text)
    return Page[Person](items=tuple(shown), next=following, total=total)


def get_person(request: identity.GetPerson, repository: Repository, caller: Caller) -> Person:
    own = find_caller(repository, caller)
    if request.person.strip().casefold() == ME:
        if own is None:
            raise Refusal("not_found", reason="nobody_signed_in")
        return own
    if caller.has(*STAFF):
        return find_known(request.person, repository)
    if own is None or not names(request.person, own):
        raise Refusal("forbidden", reason="only_yourself")
    return own


def find_caller(repository: Repository, caller: Caller) -> Person | None:
    """The person who calls; None where it is no person, as the local administrator."""
    person_id = as_id(caller.id)
    return None if person_id is None else repository.find_person(person_id)


def own_person(repository: Repository, caller: Caller) -> Person:
    """Raises Refusal where no person calls."""
    own = find_caller(repository, caller)
    if own is None:
        raise Refusal("not_found", reason="nobody_signed_in")
    return own


def names(text: str, person: Person) -> bool:
    return as_id(text) == person.id or is_called(person, text)


def find_known(text: str, repository: Repository) -> Person:
    """By id, else by address, else by the whole name, else by a part of either. Raises Refusal unless it is one."""
    person_id = as_id(text)
    known = repository.find_person_by_address(text) if person_id is None else repository.find_person(person_id)
    if known is not None:
        return known
    found = best_matches(repository.list_people(None, text, LOOKED_THROUGH, None), text)
    if not found:
        raise Refusal("not_found", reason="no_such_person", name=text)
    if len(found) > 1:
        called = [f"{one.name} <{one.email}>" for one in found[:NAMED]]
        raise Refusal("ambiguous", reason="person", name=text, found=called, count=len(found))
    return found[0]


def as_id(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None


def get_names(request: identity.GetNames, repository: Repository, caller: Caller) -> PeopleNames:
    names = repository.list_names(request.ids, roles_named_to(caller), as_id(caller.id))
    return PeopleNames(items=tuple(names))


def list_operators(repository: Repository) -> Operators:
    return Operators(items=tuple(map(as_operator, repository.list_operators())))


def as_operator(person: Person) -> PersonRef:
    return PersonRef(ref=f"identity:{person.id}", role=Role.ADMINISTRATOR, language=person.languages[0])


def get_recipient(request: identity.GetRecipient, repository: Repository) -> Recipient:
    person = repository.find_person(request.person_id)
    if person is None or not person.active:  # nobody is mailed who was deactivated
        raise Refusal("not_found", reason="no_such_person", name=request.person_id)
    return as_recipient(person)


def as_recipient(person: Person) -> Recipient:
    """Written to in the first of their languages."""
    roles = tuple(sorted(person.roles))
    return Recipient(name=person.name, email=person.email, language=person.languages[0], roles=roles)
