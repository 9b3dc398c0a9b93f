"""The pool of a call as its page weighs it: groups, shares, places, what is ticked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from services.portal.pages.staff.applications import OUTCOMES
from services.portal.web.calls import call_named, calls_of
from services.portal.web.listing import Filter
from services.portal.web.names import alone, named, tongue, tongues
from services.portal.web.page import Page
from shared.contracts.application import ResidentOutcome
from shared.contracts.eligibility import (
    DecisionPreview,
    GetPool,
    Pool,
    PoolCity,
)
from shared.contracts.field_codes import request_of
from shared.contracts.lifecycle import ApplicationState as State
from shared.wording.sizes import size_band

#: What the page groups by -> the kind of group in the pool.
BY = {"region": "region", "size": "size", "language": "language", "outcome": "resident_outcome"}


@dataclass(frozen=True)
class Places:
    """Of a call: how many there are, and who has them."""

    capacity: int
    confirmed: int
    offered: int
    pending: int

    @property
    def taken(self) -> int:
        return self.confirmed + self.offered + self.pending

    @property
    def left(self) -> int:
        return max(0, self.capacity - self.taken)

    def share(self, number: int) -> str:
        """Of the bar, in per cent."""
        return f"{100 * number / max(self.capacity, self.taken, 1):.2f}%"


def places_of(page: Page, call: str, decisions: Sequence[DecisionPreview]) -> Places:
    """Of the whole call, whatever the page is narrowed to."""
    states = page.call(request_of(GetPool, call=call, limit=1)).groups.get("state", {})
    admitted = sum(one.outcome == "admitted" for one in decisions)
    return Places(
        call_named(call, calls_of(page)).capacity,
        states.get(State.CONFIRMED, 0),
        states.get(State.OFFERED, 0),
        admitted,
    )


def group_of(city: PoolCity, by: str) -> str:
    if by == "outcome":
        return city.resident_outcomes[0] if city.resident_outcomes else ""
    return str(getattr(city, by))


def group_words(page: Page, by: str, name: str) -> str:
    if by == "size":
        return alone(size_band(page.language, name))
    if by == "language":
        return tongue(page.language, name)
    return named(page.language, "regions" if by == "region" else "resident_outcomes", name)


def grouped(page: Page, cities: Sequence[PoolCity], by: str) -> list[tuple[str, list[PoolCity]]]:
    """In each group those with the highest mean first, as the pool has them."""
    ordered = sorted(cities, key=lambda one: group_of(one, by))
    return [
        (group_words(page, by, name), list(some)) for name, some in groupby(ordered, key=lambda one: group_of(one, by))
    ]


def shares(page: Page, counts: dict[str, int], by: str) -> list[tuple[str, int, int]]:
    """Words, how many, in per cent; a city of several outcomes counts in each."""
    total = sum(counts.values())
    return [(group_words(page, by, name), number, round(100 * number / total)) for name, number in counts.items()]


def ticked(cities: Sequence[PoolCity], least: str) -> frozenset[str]:
    """By score: those with a mean of at least that."""
    try:
        mean = float(least.replace(",", "."))
    except ValueError:
        return frozenset()
    return frozenset(one.code for one in cities if one.mean is not None and one.mean >= mean)


def filters_of(page: Page, pool: Pool) -> list[Filter]:
    language = page.language
    return [
        Filter("region", page.say("pages.staff.filter.region"), [
            (one, named(language, "regions", one)) for one in pool.groups.get("region", {})
        ]),
        Filter("size", page.say("pages.staff.by.size"), [
            (one, group_words(page, "size", one)) for one in pool.groups.get("size", {})
        ]),
        Filter("language", page.say("pages.staff.column.language"), tongues(language)),
        Filter("outcome", page.say("pages.staff.filter.outcome"), [
            (one.value, named(language, "resident_outcomes", one.value)) for one in ResidentOutcome
        ]),
        Filter("eligibility", page.say("pages.staff.column.eligibility"), [
            (one, named(language, "check_outcomes", one)) for one in OUTCOMES
        ]),
        Filter("state", page.say("pages.staff.column.state"), [
            (one, named(language, "states.application", one)) for one in pool.groups.get("state", {})
        ]),
        Filter("shortlisted", page.say("pages.staff.shortlist"), [
            ("true", page.say("pages.staff.shortlisted")), ("false", page.say("pages.staff.not_shortlisted"))
        ]),
    ]  # fmt: skip
