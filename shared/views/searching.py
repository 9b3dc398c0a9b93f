"""What is found by what somebody types: cities, people, contacts and teams of cities, sessions, mails, one's own
reviews; of sessions and mails those that are called so come first, then those of the closest city.

Each service finds what is its own, and only what whoever asks may see: people are found by identity, whom applications
name by intake, whom a city has beside them by cohort. Those two make one list, in which nobody of a city is twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.contracts.cohort import FoundCityPerson, ListedSession, ListSessions, SearchCityPeople, SearchSessions
from shared.contracts.eligibility import ListedReview, ListReviews
from shared.contracts.identity import ListPeople, Person
from shared.contracts.intake import FoundPerson, SearchPeople
from shared.contracts.notifications import ListMails, Mail, SearchMails
from shared.contracts.reporting import FoundApplication, Search
from shared.contracts.requests import Query
from shared.program.folding import fold, fold_address
from shared.program.nearness import is_one_off

A_FEW = 5
LONGEST = 120  # characters of what is looked for
LEAST = 4  # letters of a name of which one may be wrong
REVIEWS = 1000  # of one reviewer, of which those are shown that fit

#: Refusals that leave a part of the answer out: what this caller may not list, what does not answer now, a city that
#: another service has not heard of yet.
LEFT_OUT = frozenset({"forbidden", "unavailable", "invalid", "not_found"})

#: Asks at once; None in place of what is not to be had now.
Ask = Callable[..., tuple[Any, ...]]


@dataclass(frozen=True)
class Results:
    """`missing`: a service does not answer."""

    cities: tuple[FoundApplication, ...] = ()
    people: tuple[Person, ...] = ()
    contacts: tuple[FoundPerson | FoundCityPerson, ...] = ()
    sessions: tuple[ListedSession, ...] = ()
    mails: tuple[Mail, ...] = ()
    reviews: tuple[ListedReview, ...] = ()
    missing: bool = False

    @property
    def nothing(self) -> bool:
        return self == Results()


def search(text: str, ask: Ask, *, for_staff: bool, for_cities: bool) -> Results:
    """`for_staff`: people, contacts and mails as well; `for_cities`: sessions."""
    wanted = text.strip()[:LONGEST]
    if not fold(wanted):
        return Results()
    called: list[Query[Any]] = [Search(text=wanted)]
    called += [SearchSessions(text=wanted, limit=A_FEW)] if for_cities else []
    if for_staff:
        by_name = (ListPeople, SearchPeople, SearchCityPeople, SearchMails)
        called += [asked(text=wanted, limit=A_FEW) for asked in by_name]
    found = answers_to(called, ask)
    cities = items_of(found[Search])
    things = things_of(cities[0], ask, for_staff=for_staff, for_cities=for_cities) if cities else {}
    return Results(
        cities=cities,
        people=people_of(found[ListPeople], wanted, ask) if for_staff else (),
        contacts=each_once(items_of(found.get(SearchPeople)), items_of(found.get(SearchCityPeople))),
        sessions=a_few_of(found.get(SearchSessions), things.get(ListSessions)),
        mails=a_few_of(found.get(SearchMails), things.get(ListMails)),
        missing=None in found.values() or None in things.values(),
    )


def search_reviews(text: str, ask: Ask, reviewer: UUID) -> Results:
    """Of what a reviewer was asked for, by city, area or code."""
    wanted = fold(text.strip()[:LONGEST])
    if not wanted:
        return Results()
    (listed,) = ask(ListReviews(reviewer_id=reviewer, limit=REVIEWS))
    fitting = (one for one in items_of(listed) if fits(wanted, f"{one.city} {one.admin_area} {one.code}"))
    return Results(reviews=tuple(fitting), missing=listed is None)


def answers_to(queries: list[Query[Any]], ask: Ask) -> dict[type[Query[Any]], Any]:
    """None for what is not to be had now."""
    return dict(zip(map(type, queries), ask(*queries) if queries else (), strict=True))


def people_of(page: Any, wanted: str, ask: Ask) -> tuple[Person, ...]:
    """Where nobody is called so: who has one half of it, and is called so but for a letter."""
    if page is None or page.items or len(wanted) < LEAST:
        return items_of(page)
    half = len(wanted) // 2
    halves = [part.strip() for part in (wanted[:half], wanted[half:])]
    pages = ask(*(ListPeople(text=part, limit=100) for part in halves if part))
    near = {one.id: one for one in (person for some in pages for person in items_of(some)) if is_called(wanted, one)}
    return tuple(near.values())[:A_FEW]


def fits(wanted: str, called: str) -> bool:
    """Each word is one of these, or how one begins; of a longer one a letter may be wrong."""
    words = fold(called).split()
    return all(
        any(word.startswith(one) or (len(one) >= LEAST and is_one_off(one, word)) for word in words)
        for one in wanted.split()
    )


def is_called(wanted: str, person: Person) -> bool:
    return all(any(is_one_off(one, word) for word in fold(person.name).split()) for one in fold(wanted).split())


def each_once(
    contacts: Iterable[FoundPerson], others: Iterable[FoundCityPerson]
) -> tuple[FoundPerson | FoundCityPerson, ...]:
    """Whoever is one with somebody who stands there already is left out."""
    everybody: list[FoundPerson | FoundCityPerson] = [*contacts, *others]
    return tuple(
        one for place, one in enumerate(everybody) if not any(are_one(one, other) for other in everybody[:place])
    )


def are_one(one: FoundPerson | FoundCityPerson, other: FoundPerson | FoundCityPerson) -> bool:
    """Of one city, by reference or address; else by name, unless something says that they are two: an address of each,
    two references of one service, or that one of them is the mayor."""
    if one.code != other.code:
        return False
    if (one.ref and one.ref == other.ref) or address_of(one) & address_of(other):
        return True
    two = (one.email and other.email) or (one.ref and other.ref and owner_of(one.ref) == owner_of(other.ref))
    return fold(one.name) == fold(other.name) and is_mayor(one) == is_mayor(other) and not two


def is_mayor(one: FoundPerson | FoundCityPerson) -> bool:
    return role_of(one) == "mayor"


def address_of(one: FoundPerson | FoundCityPerson) -> set[str]:
    return {fold_address(one.email)} if one.email else set()


def owner_of(ref: str) -> str:
    return ref.partition(":")[0]


def role_of(one: FoundPerson | FoundCityPerson) -> str:
    """A key of `roles` in the catalogues, or what a team calls it."""
    return one.role or (one.part if isinstance(one, FoundCityPerson) else "mayor")


def things_of(closest: FoundApplication, ask: Ask, *, for_staff: bool, for_cities: bool) -> dict[type[Query[Any]], Any]:
    """What there is of a city beside it."""
    queries: list[Query[Any]] = []
    if closest.cohort and for_cities:
        queries.append(ListSessions(code=closest.code, limit=A_FEW))
    if for_staff:
        queries.append(ListMails(code=closest.code, limit=A_FEW))
    return answers_to(queries, ask)


def a_few_of(*pages: Any) -> tuple[Any, ...]:
    """Of the first page first, each once."""
    each: dict[Any, Any] = {}
    for one in (one for page in pages for one in items_of(page)):
        each.setdefault(one.id, one)
    return tuple(each.values())[:A_FEW]


def items_of(page: Any) -> tuple[Any, ...]:
    return () if page is None else tuple(page.items)
