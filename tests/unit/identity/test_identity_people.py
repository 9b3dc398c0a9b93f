"""People: added once by address, listed in pages, found by id or address."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from services.identity.handlers import people
from shared.contracts import identity
from shared.contracts.errors import Refusal
from shared.contracts.identity import AddPerson, PersonAdded
from shared.contracts.people import Caller, Role
from tests.support.fakes import FakeOutbox
from tests.unit.identity.fake_people import FakeRepository

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
ADMINISTRATOR = Caller("local-admin", frozenset({Role.ADMINISTRATOR}))
LEAD = Caller(f"person:{uuid4()}", frozenset({Role.PROGRAM_LEAD}))


def add(repository: FakeRepository, outbox: FakeOutbox, caller: Caller = LEAD, **changes: Any) -> identity.AddedPerson:
    fields: dict[str, Any] = {
        "name": "Ana Ruiz",
        "email": "Ana@city.example",
        "roles": ("reviewer", "coach"),
        "languages": ("es", "en"),
    }
    return people.add_person(AddPerson(**fields | changes), repository, outbox, caller, NOW)


def test_a_new_person_is_added_and_told_without_personal_data() -> None:
    repository, outbox = FakeRepository(), FakeOutbox()
    added = add(repository, outbox)
    assert added.added
    assert outbox.events == [
        PersonAdded(person_id=added.person.id, roles=(Role.COACH, Role.REVIEWER), languages=("es", "en"))
    ]


def test_the_same_person_again_adds_nothing() -> None:
    repository, outbox = FakeRepository(), FakeOutbox()
    first = add(repository, outbox)
    again = add(repository, outbox, email="ana@CITY.example", roles=("coach", "reviewer"), name=" Ana Ruiz ")
    assert (again.added, again.person, len(outbox.events)) == (False, first.person, 1)


@pytest.mark.parametrize("change", [{"name": "Ana R."}, {"roles": ("coach",)}, {"languages": ("en", "es")}])
def test_the_same_address_with_other_data_is_refused(change: dict[str, Any]) -> None:
    repository, outbox = FakeRepository(), FakeOutbox()
    add(repository, outbox)
    with pytest.raises(Refusal) as refused:
        add(repository, outbox, **change)
    assert refused.value.code == "already_exists"


@pytest.mark.parametrize(
    ("caller", "roles", "code"),
    [
        (LEAD, ("administrator",), "forbidden"),
        (ADMINISTRATOR, ("service",), "invalid"),
        (ADMINISTRATOR, ("coach", "anonymous"), "invalid"),
    ],
)
def test_a_role_that_cannot_be_given_is_refused(caller: Caller, roles: tuple[str, ...], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        add(FakeRepository(), FakeOutbox(), caller, roles=roles)
    assert refused.value.code == code


def test_an_administrator_adds_an_administrator() -> None:
    assert add(FakeRepository(), FakeOutbox(), ADMINISTRATOR, roles=("administrator",)).added


def test_pages_follow_each_other_without_gap() -> None:
    repository, outbox = FakeRepository(), FakeOutbox()
    for number in range(5):
        add(repository, outbox, email=f"p{number}@city.example")
    shown, after, totals = [], None, set()
    while True:
        page = people.list_people(identity.ListPeople(limit=2, after=after), repository)
        shown += [person.email for person in page.items]
        totals.add(page.total)
        after = page.next
        if after is None:
            break
    assert (shown, totals) == ([f"p{number}@city.example" for number in range(5)], {5})


def test_a_page_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        people.list_people(identity.ListPeople(after="2"), FakeRepository())
    assert refused.value.code == "invalid"


def test_a_person_is_found_by_id_and_by_address() -> None:
    repository = FakeRepository()
    person = add(repository, FakeOutbox()).person
    by_id = people.get_person(identity.GetPerson(person=str(person.id)), repository)
    by_address = people.get_person(identity.GetPerson(person=" ANA@city.example"), repository)
    assert by_id == by_address == person


@pytest.mark.parametrize("name", [str(uuid4()), "nobody@city.example"])
def test_an_unknown_person_is_not_found(name: str) -> None:
    with pytest.raises(Refusal) as refused:
        people.get_person(identity.GetPerson(person=name), FakeRepository())
    assert refused.value.code == "not_found"


def test_a_recipient_is_written_to_in_their_first_language() -> None:
    repository = FakeRepository()
    person = add(repository, FakeOutbox()).person
    recipient = people.get_recipient(identity.GetRecipient(person_id=person.id), repository)
    assert recipient == identity.Recipient(name="Ana Ruiz", email="Ana@city.example", language="es")


def test_an_unknown_recipient_is_not_found() -> None:
    with pytest.raises(Refusal) as refused:
        people.get_recipient(identity.GetRecipient(person_id=uuid4()), FakeRepository())
    assert refused.value.code == "not_found"
