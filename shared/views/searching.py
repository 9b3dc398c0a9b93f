"""What is found by what somebody types: cities, people, and of the closest city its sessions and mails.

Each service finds what is its own, and only what whoever asks may see: people are found by identity alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shared.contracts.cohort import ListedSession, ListSessions
from shared.contracts.identity import ListPeople, Person
from shared.contracts.notifications import ListMails, Mail
from shared.contracts.reporting import FoundApplication, Search
from shared.contracts.requests import Query
from shared.program.folding import fold
from shared.program.nearness import is_one_off

A_FEW = 5
LONGEST = 120  # characters of what is looked for
LEAST = 4  # letters of a name of which one may be wrong

#: Refusals that leave a part of the answer out: what this caller may not list, what does not answer now, a city that
#: another service has not heard of yet.
LEFT_OUT = frozenset({"forbidden", "unavailable", "invalid", "not_found"})

#: Asks at once; None in place of what is not to be had now.
Ask = Callable[..., tuple[Any, ...]]


@dataclass(frozen=True)
class Results:
    """`closest`: the city of which sessions and mails are shown. `missing`: a service does not answer."""

    cities: tuple[FoundApplication, ...] = ()
    people: tuple[Person, ...] = ()
    sessions: tuple[ListedSession, ...] = ()
    mails: tuple[Mail, ...] = ()
    closest: FoundApplication | None = None
    missing: bool = False

    @property
    def nothing(self) -> bool:
        return not (self.cities or self.people or self.missing)


def search(text: str, ask: Ask, *, for_staff: bool, for_program: bool) -> Results:
    """`for_staff`: people and mails as well; `for_program`: sessions."""
    wanted = text.strip()[:LONGEST]
    if not fold(wanted):
        return Results()
    people = [ListPeople(text=wanted, limit=A_FEW)] if for_staff else []
    found, *persons = ask(Search(text=wanted), *people)
    cities = found.items if found is not None else ()
    closest = cities[0] if cities else None
    things = things_of(closest, ask, for_staff=for_staff, for_program=for_program)
    return Results(
        cities=cities,
        people=people_of(persons[0], wanted, ask) if persons else (),
        sessions=items_of(things.get(ListSessions)),
        mails=items_of(things.get(ListMails)),
        closest=closest,
        missing=found is None or None in persons or None in things.values(),
    )


def people_of(page: Any, wanted: str, ask: Ask) -> tuple[Person, ...]:
    """Where nobody is called so: who has one half of it, and is called so but for a letter."""
    if page is None or page.items or len(wanted) < LEAST:
        return items_of(page)
    half = len(wanted) // 2
    halves = [part.strip() for part in (wanted[:half], wanted[half:])]
    pages = ask(*(ListPeople(text=part, limit=100) for part in halves if part))
    near = {one.id: one for one in (person for some in pages for person in items_of(some)) if is_called(wanted, one)}
    return tuple(near.values())[:A_FEW]


def is_called(wanted: str, person: Person) -> bool:
    return all(any(is_one_off(one, word) for word in fold(person.name).split()) for one in fold(wanted).split())


def things_of(
    closest: FoundApplication | None, ask: Ask, *, for_staff: bool, for_program: bool
) -> dict[type[Query[Any]], Any]:
    """What there is of a city beside it; None for what is not to be had now."""
    queries: list[Query[Any]] = []
    if closest and closest.cohort and for_program:
        queries.append(ListSessions(code=closest.code, limit=A_FEW))
    if closest and for_staff:
        queries.append(ListMails(code=closest.code, limit=A_FEW))
    return dict(zip(map(type, queries), ask(*queries) if queries else (), strict=True))


def items_of(page: Any) -> tuple[Any, ...]:
    return () if page is None else tuple(page.items)
