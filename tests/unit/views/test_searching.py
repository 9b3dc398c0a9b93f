"""Who is found by a name with one letter wrong."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from shared.contracts.identity import ListPeople, Person
from shared.contracts.people import Role
from shared.contracts.reporting import Found
from shared.contracts.requests import Page
from shared.views.searching import search

PHILIPPA = Person(
    id=UUID(int=1), name="Philippa Nettleworth", email="p@alliance.example", roles=(Role.STAFF,), languages=("en",)
)


def ask(*queries: Any) -> tuple[Any, ...]:
    return tuple(people(one) if isinstance(one, ListPeople) else Found(items=()) for one in queries)


def people(query: ListPeople) -> Page[Person]:
    found = (PHILIPPA,) if query.text and query.text.lower() in PHILIPPA.name.lower() else ()
    return Page[Person](items=found, next=None, total=len(found))


def names(text: str, *, for_staff: bool = True) -> list[str]:
    return [one.name for one in search(text, ask, for_staff=for_staff, for_cities=True).people]


def test_a_part_of_a_name_finds_its_person() -> None:
    assert names("nettle") == [PHILIPPA.name]


def test_so_does_a_name_with_one_letter_wrong_wherever_it_is() -> None:
    for typed in ("Nettlewirth", "Mettleworth", "Nettleworht", "Netleworth", "Phillippa", "Philipa"):
        assert names(typed) == [PHILIPPA.name], typed


def test_another_name_does_not() -> None:
    assert names("Nettlefield") == []
    assert names("Philippa Quillstone") == []


def test_only_staff_look_for_people() -> None:
    assert names("nettle", for_staff=False) == []
