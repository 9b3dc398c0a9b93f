"""People found by what people know, on a real PostgreSQL; names of before are folded by the migration."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

import pytest

from services.identity.handlers import people
from services.identity.repository import Repository
from shared.contracts.errors import Refusal
from shared.contracts.identity import AddPerson, GetNames, GetPerson, ListPeople, Operators
from shared.contracts.people import PersonRef
from shared.messaging.outbox import Outbox
from shared.program.folding import fold
from tests.support.foundations import Foundations
from tests.support.store import Store, store_of
from tests.unit.identity.test_identity_people import ADMINISTRATOR, LEAD, NOW

NAMES = ("Renata Núñez", "Iara D’Ávila-Łoś", "ÉMILIE  Œuvrard", "Paul Sample", "Paula Søren_50%")


@pytest.fixture
def store(foundations: Foundations) -> Iterator[Store]:
    with store_of(foundations, "identity", lambda tx: (Repository(tx), Outbox(tx))) as made:
        for number, name in enumerate(NAMES):
            made.run(lambda rows, outbox, fields=(number, name): added(rows, outbox, *fields))
        yield made


def added(rows: Repository, outbox: Outbox, number: int, name: str) -> object:
    request = AddPerson(name=name, email=f"p{number}@city.example", roles=("reviewer",), languages=("en",))
    return people.add_person(request, rows, outbox, LEAD, NOW)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("NUNEZ", 0), ("d avila los", 1), ("emilie oeuvrard", 2), ("P3@City.example", 3), ("paul sample", 3),
        ("soren 50", 4), ("p4@", 4),
    ],
)  # fmt: skip
def test_a_person_is_found(store: Store, text: str, name: int) -> None:
    found = store.run(lambda rows, _: people.get_person(GetPerson(person=text), rows, LEAD))
    assert found.name == NAMES[name].strip()


@pytest.mark.parametrize(("text", "code"), [("paul", "ambiguous"), ("%", "not_found"), ("'", "not_found")])
def test_what_is_not_one_person_is_refused(store: Store, text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        store.run(lambda rows, _: people.get_person(GetPerson(person=text), rows, LEAD))
    assert refused.value.code == code


def test_a_list_counts_all_that_match(store: Store) -> None:
    page = store.run(lambda rows, _: people.list_people(ListPeople(text="paul", limit=1), rows))
    assert (len(page.items), page.total, page.next is not None) == (1, 2, True)


def test_operators_are_administrators_who_are_let_in(store: Store) -> None:
    for email in ("gone@city.example", "here@city.example"):
        request = AddPerson(name="Ada Example", email=email, roles=("administrator",), languages=("pt", "en"))
        person = store.run(
            lambda rows, outbox, one=request: people.add_person(one, rows, outbox, ADMINISTRATOR, NOW)
        ).person
        if email.startswith("gone"):
            store.run(lambda rows, _, one=person: rows.update_deactivated(one, "they left", NOW))
    assert store.run(lambda rows, _: people.list_operators(rows)) == Operators(
        items=(PersonRef(ref=f"identity:{person.id}", role="administrator", language="pt"),)
    )


def test_names_are_given_by_id(store: Store) -> None:
    everybody = store.run(lambda rows, _: people.list_people(ListPeople(), rows)).items
    request = GetNames(ids=tuple(one.id for one in everybody))
    assert {one.name for one in store.run(lambda rows, _: people.get_names(request, rows, LEAD)).items} == {*NAMES}


def test_names_of_before_are_folded_as_new_ones(store: Store) -> None:
    file = resources.files("services.identity").joinpath("migrations/0002_names.sql")
    migration = file.read_text(encoding="utf-8")
    with store.database.transaction() as tx:
        tx.execute("create temporary table people on commit drop as select name, email from public.people", {})
        tx.execute(migration, {})  # finds the temporary table first
        folded = tx.all("select folded_name from people order by email", {})
    assert [row["folded_name"] for row in folded] == [fold(name) for name in NAMES]
