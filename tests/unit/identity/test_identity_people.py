"""People: added once by address, listed in pages, found by id or address."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.identity.handlers import people
from shared.contracts import identity
from shared.contracts.errors import Refusal
from shared.contracts.identity import AddPerson, PersonAdded
from shared.contracts.people import Caller, Role
from tests.support.fakes import FakeOutbox
from tests.unit.identity.tables import tables

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
ADMINISTRATOR = Caller("local-admin", frozenset({Role.ADMINISTRATOR}))
LEAD = Caller(f"person:{uuid4()}", frozenset({Role.PROGRAM_LEAD}))


def add(
    repository: Any, outbox: FakeOutbox, caller: Caller = LEAD, now: datetime = NOW, **changes: Any
) -> identity.AddedPerson:
    fields: dict[str, Any] = {
        "name": "Ana Ruiz",
        "email": "Ana@city.example",
        "roles": ("reviewer", "coach"),
        "languages": ("es", "en"),
    }
    return people.add_person(AddPerson(**fields | changes), repository, outbox, caller, now)


def test_a_new_person_is_added_and_told_without_personal_data() -> None:
    repository, outbox = tables(), FakeOutbox()
    added = add(repository, outbox)
    assert added.added
    assert outbox.events == [
        PersonAdded(person_id=added.person.id, roles=(Role.COACH, Role.REVIEWER), languages=("es", "en"))
    ]


def test_the_same_person_again_adds_nothing() -> None:
    repository, outbox = tables(), FakeOutbox()
    first = add(repository, outbox)
    again = add(repository, outbox, email="ana@CITY.example", roles=("coach", "reviewer"), name=" Ana Ruiz ")
    assert (again.added, again.person, len(outbox.events)) == (False, first.person, 1)


@pytest.mark.parametrize("change", [{"name": "Ana R."}, {"roles": ("coach",)}, {"languages": ("en", "es")}])
def test_the_same_address_with_other_data_is_refused(change: dict[str, Any]) -> None:
    repository, outbox = tables(), FakeOutbox()
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
        add(tables(), FakeOutbox(), caller, roles=roles)
    assert refused.value.code == code


def test_an_administrator_adds_an_administrator() -> None:
    assert add(tables(), FakeOutbox(), ADMINISTRATOR, roles=("administrator",)).added


def test_pages_follow_each_other_without_gap() -> None:
    repository, outbox = tables(), FakeOutbox()
    for number in range(5):
        add(repository, outbox, now=NOW.replace(minute=number), email=f"p{number}@city.example")
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
        people.list_people(identity.ListPeople(after="2"), tables())
    assert refused.value.code == "invalid"


# -- found by what people know -----------------------------------------------------------------------------------------


def known(*names: str) -> Any:
    repository = tables()
    for number, name in enumerate(names):
        at = NOW + timedelta(minutes=number)
        add(repository, FakeOutbox(), now=at, name=name, email=f"p{number}.{name.split()[0].lower()}@city.example")
    return repository


def found(repository: Any, text: str, caller: Caller = LEAD) -> str:
    return people.get_person(identity.GetPerson(person=text), repository, caller).name


def refused(repository: Any, text: str, caller: Caller = LEAD) -> Refusal:
    with pytest.raises(Refusal) as caught:
        found(repository, text, caller)
    return caught.value


def as_person(repository: Any, name: str, role: Role = Role.REVIEWER) -> Caller:
    own = next(one for one in repository.people.values() if one.name == name)
    return Caller(f"person:{own.id}", frozenset({role}))


@pytest.mark.parametrize(
    "text", [" P0.RENATA@city.example", "Renata Núñez", "renata nunez", "NÚÑEZ", "nata", "p0.renata", "renata@"]
)
def test_a_person_is_found_by_address_name_and_part(text: str) -> None:
    assert found(known("Renata Núñez", "Paul Sample"), text) == "Renata Núñez"


def test_a_person_is_found_by_id() -> None:
    repository = known("Renata Núñez", "Paul Sample")
    assert [found(repository, f" {one}") for one in repository.people] == ["Renata Núñez", "Paul Sample"]


def test_a_whole_name_goes_before_a_part_of_another() -> None:
    assert found(known("Ana Ruiz Prado", "Ana Ruiz"), "ana ruiz") == "Ana Ruiz"


def test_a_part_that_several_have_is_refused_and_names_them() -> None:
    refusal = refused(known("Ana Ruiz", "Ana Prado"), "ana")
    assert (refusal.code, refusal.details) == ("ambiguous", ())
    assert refusal.message == (
        "“ana” could be any of 2 people: Ana Ruiz <p0.ana@city.example> and Ana Prado <p1.ana@city.example>."
        " Give the address."
    )


@pytest.mark.parametrize("text", [str(uuid4()), "nobody@city.example", "nobody", "%", "."])
def test_an_unknown_person_is_not_found(text: str) -> None:
    refusal = refused(known("Ana Ruiz"), text)
    assert (refusal.code, refusal.message) == (
        "not_found",
        f"Nobody on record has “{text}” as their name or address.",
    )


@pytest.mark.parametrize("text", ["me", " ME ", "p1.paul@city.example", "paul sample", "Sample"])
def test_whoever_is_not_of_the_staff_finds_themselves(text: str) -> None:
    repository = known("Renata Núñez", "Paul Sample")
    assert found(repository, text, as_person(repository, "Paul Sample")) == "Paul Sample"


@pytest.mark.parametrize("text", ["p0.renata@city.example", "renata", "nobody", ""])
def test_whoever_is_not_of_the_staff_learns_of_nobody_else(text: str) -> None:
    repository = known("Renata Núñez", "Paul Sample")
    refusal = refused(repository, text or "?", as_person(repository, "Paul Sample", Role.COACH))
    assert (refusal.code, refusal.reason) == ("forbidden", "only_yourself")


def test_me_is_nobody_for_the_local_administrator() -> None:
    refusal = refused(known("Ana Ruiz"), "me", ADMINISTRATOR)
    assert (refusal.code, refusal.reason) == ("not_found", "nobody_signed_in")


def test_a_list_may_be_of_a_part_of_the_name() -> None:
    page = people.list_people(identity.ListPeople(text="NUNEZ"), known("Renata Núñez", "Paul Sample", "Luz Nuñez"))
    assert ([one.name for one in page.items], page.total) == (["Renata Núñez", "Luz Nuñez"], 2)


def test_names_are_given_by_id_and_strangers_left_out() -> None:
    repository = known("Renata Núñez", "Paul Sample")
    first = next(iter(repository.people))
    names = people.get_names(identity.GetNames(ids=(first, uuid4())), repository, LEAD)
    assert names.items == (identity.PersonName(id=first, name="Renata Núñez"),)


EVERYBODY = {"Lead", "Coach", "Reviewer", "Applicant", "Own"}


@pytest.mark.parametrize(
    ("roles", "seen"),
    [
        ({Role.STAFF}, EVERYBODY),
        ({Role.SERVICE}, EVERYBODY),
        ({Role.COACH, Role.CITY_MEMBER}, EVERYBODY - {"Applicant"}),
        ({Role.REVIEWER, Role.CITY_MEMBER}, EVERYBODY - {"Applicant"}),
        ({Role.APPLICANT, Role.CITY_MEMBER}, {"Lead", "Coach", "Own"}),
    ],
)
def test_an_id_has_a_name_for_those_alone_who_know_the_person(roles: set[Role], seen: set[str]) -> None:
    repository = tables()
    of = {"Lead": {Role.PROGRAM_LEAD}, "Coach": {Role.COACH}, "Reviewer": {Role.REVIEWER}, "Applicant": (), "Own": ()}
    for name, given in of.items():
        one = identity.Person(id=uuid4(), name=name, email=f"{name}@city.example", roles=(*given,), languages=("es",))
        repository.insert_person(one, NOW)
    caller = as_person(repository, "Own")
    request = identity.GetNames(ids=(*repository.people,))
    found = people.get_names(request, repository, Caller(caller.actor, frozenset(roles)))
    assert {one.name for one in found.items} == seen


def test_a_recipient_is_written_to_in_their_first_language() -> None:
    repository = tables()
    person = add(repository, FakeOutbox()).person
    recipient = people.get_recipient(identity.GetRecipient(person_id=person.id), repository)
    told = {"name": "Ana Ruiz", "email": "Ana@city.example", "language": "es", "roles": person.roles}
    assert recipient == identity.Recipient.model_validate(told)


def test_an_unknown_recipient_is_not_found() -> None:
    with pytest.raises(Refusal) as refused:
        people.get_recipient(identity.GetRecipient(person_id=uuid4()), tables())
    assert refused.value.code == "not_found"
