"""A list as its address says it: what narrows it, what it is sorted by, which part of it is shown.

LISTED = Listed(("state", "country", "text"), sorts=("code", "city"))

listing = LISTED.of(page)                  # in a GET
page.call(request_of(ListThings, **listing.wanted))
listing = LISTED.at(posted.text("list"))   # in a POST: the list that was acted upon (`kept` in table.html)
return page.see(listing.address)

Everything is in the address, so that a list can be shared, left and come back to. `components/table.html` draws it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlsplit

from services.portal.web.page import Page, own_path

SORT, AFTER, FROM = "sort", "after", "from"
DOWN = "-"  # before what a list is sorted by, the greatest first
MOST_FIELDS = 100
CHOSEN = "chosen"  # stands for a value in an address
LONGEST = 200  # characters of a value of an address


@dataclass(frozen=True)
class Filter:
    """What a list can be narrowed by; `options` are pairs of value and words, none where it is typed, and `hint` then
    says how. `chosen_at`: the address of the page that has them, where other services know them: most readers of a list
    do not choose."""

    name: str
    label: str
    options: Sequence[tuple[str, str]] = ()
    chosen_at: str | None = None
    hint: str | None = None

    @property
    def typed(self) -> str:
        """What stands at the field that it is typed into."""
        return f"{self.label} {self.hint}" if self.hint else self.label

    def words(self, value: str) -> str:
        return dict(self.options).get(value, value)


def chosen_among(filters: Sequence[Filter]) -> list[Filter]:
    """Those that have something to choose."""
    return [one for one in filters if one.options or one.chosen_at]


@dataclass(frozen=True)
class Listing:
    path: str
    given: Mapping[str, str] = field(default_factory=dict)  # name of a filter -> value
    sort: str = ""
    after: str | None = None
    start: int = 1  # the number of the first row shown

    @property
    def wanted(self) -> dict[str, Any]:
        """For the request: filters, `sort` where the list has one, `after`."""
        return {**self.given, **({SORT: self.sort} if self.sort else {}), AFTER: self.after}

    @property
    def address(self) -> str:
        here = {AFTER: self.after, FROM: str(self.start)} if self.after else {}
        return self._address({**self.given, **here})

    def to(self, **changed: str | None) -> str:
        """Its first part, narrowed otherwise; None takes a filter away."""
        return self._address({**self.given, **changed})

    def choices(self, filter_: Filter) -> list[tuple[str, str]]:
        """Where each of its options leads, and its words. What is chosen stands after all else but the order."""
        others = {name: value for name, value in self.given.items() if name != filter_.name}
        before, _, order = replace(self, given=others).to(**{filter_.name: CHOSEN}).rpartition(CHOSEN)
        return [(f"{before}{quoted(value)}{order}", words) for value, words in filter_.options]

    def leading(self, path: str) -> str:
        """This list's first part as another page is told of it."""
        return replace(self, path=path)._address(self.given)

    def by(self, key: str) -> str:
        """Sorted by that; by what it is sorted by, the other way around."""
        return replace(self, sort=f"{DOWN}{key}" if self.sort == key else key)._address(self.given)

    def direction(self, key: str) -> str:
        """For `aria-sort`."""
        if self.sort.removeprefix(DOWN) != key:
            return "none"
        return "descending" if self.sort.startswith(DOWN) else "ascending"

    def following(self, after: str, shown: int) -> str:
        return replace(self, after=after, start=self.start + shown).address

    def narrowed_to(self, **given: str) -> bool:
        """Whether these are all its filters: which of several views it is."""
        return dict(self.given) == given

    def _address(self, state: Mapping[str, str | None]) -> str:
        pairs = {name: value for name, value in {**state, SORT: self.sort}.items() if value}
        return (
            f"{self.path}?{'&'.join(f'{name}={quoted(value)}' for name, value in pairs.items())}"
            if pairs
            else self.path
        )


@lru_cache(maxsize=8192)  # a list has an address for each of what it may be narrowed by
def quoted(value: str) -> str:
    return quote_plus(value)


@dataclass(frozen=True)
class Listed:
    """The lists of one page: the names of their filters, and what they may be sorted by, the first unless asked."""

    filters: tuple[str, ...]
    sorts: tuple[str, ...] = ()
    path: str | None = None  # unless it is the page's own

    def of(self, page: Page) -> Listing:
        return self._read(self.path or page.request.url.path, page.request.query_params.multi_items())

    def at(self, address: str) -> Listing:
        """What another page was told of the list; the path is one of this site."""
        parts = urlsplit(own_path(address))
        try:
            pairs = parse_qsl(parts.query, max_num_fields=MOST_FIELDS)
        except ValueError:
            pairs = []
        return self._read(parts.path, pairs)

    def _read(self, path: str, pairs: Sequence[tuple[str, str]]) -> Listing:
        said = {name: text for name, value in pairs if (text := value.strip()[:LONGEST]) and text.isprintable()}
        sort = said.get(SORT, "")
        known = sort.removeprefix(DOWN) in self.sorts
        after, start = said.get(AFTER), said.get(FROM, "")
        return Listing(
            path,
            {name: said[name] for name in self.filters if name in said},
            sort if known else next(iter(self.sorts), ""),
            after,
            int(start) if after and start.isdecimal() and len(start) < 10 else 1,
        )
