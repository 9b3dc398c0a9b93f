"""What a report is: a folder of services/reporting/reports, whose `REPORT` this describes. Knows no database.

A folder holds what its events say (`hears`), its query, and the figures and tables that are made of its rows. What
events say of a city is kept as facts: by kind and key, with the moments between which it was so. A report that counts
something else has rows of its own, which its projection writes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from services.reporting.cells import Figure, Table, Those
from services.reporting.facts import THERE, Fact, Moment
from shared.contracts.events import Event
from shared.contracts.reporting import ReportAsked

if TYPE_CHECKING:
    from services.reporting.domain import Stay
    from services.reporting.repository import Repository
    from services.reporting.tallies import Spread, Tally
    from shared.program.model import Program

EVERY = None  # of a kind: all that there is of a city


#: What an event changes. The nearest class of the event that a report names counts.
Projection = Callable[[Any, Moment, "Repository"], None]


@dataclass(frozen=True)
class Reading:
    """What a report is made with: the moment that it is about, what had been recorded by then, the program."""

    asked: ReportAsked
    as_of: datetime
    repository: Repository
    program: Program

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.program.call.time_zone)

    @property
    def today(self) -> date:
        """The day of the moment, in the program's zone."""
        return self.as_of.astimezone(self.zone).date()

    def rows(self, statement: str, **columns: Any) -> list[dict[str, Any]]:
        """Of a named statement that takes `as_of` and `own`."""
        return self.repository.read(statement, as_of=self.as_of, **columns)

    def counts(self, *parts: str) -> list[Tally]:
        """Of the call."""
        return self.repository.count(parts, self.as_of, self.asked.call)

    def spreads(self, *parts: str) -> dict[tuple[str, str], Spread]:
        """Of the call, by part and name."""
        found = self.repository.list_spreads(parts, self.as_of, self.asked.call)
        return {(one.part, one.name): one for one in found}

    def facts(self, *kinds: str) -> list[Fact]:
        """Of the cities that take part in the cohort, by country, city, code, kind and key."""
        return self.repository.list_facts(self.cohort, kinds, self.as_of)

    @property
    def cohort(self) -> str:
        assert self.asked.cohort is not None, "the report is of a cohort"
        return self.asked.cohort

    def members(self) -> list[Stay]:
        """Those that take part, by country, city, code."""
        return [stay for stay in self.repository.list_stays(self.cohort, self.as_of) if stay.status in THERE]


@dataclass(frozen=True)
class Made:
    """What a report says. `titles`: of ids that the program file names."""

    figures: Sequence[Figure] = ()
    tables: Sequence[Table] = ()
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def those(self) -> dict[str, Those]:
        """What each number was made of, by its address."""
        those = {one.name: one.those for one in self.figures if one.those is not None}
        for one in self.tables:
            those |= one.those
        return those


@dataclass(frozen=True)
class Report:
    """`of`: what it is about; a call may be left out, which means all of them. `for_coaches`: of their own cities."""

    name: str
    of: Literal["call", "cohort", "city"]
    make: Callable[[Reading], Made]
    hears: Mapping[type[Event], Projection] = field(default_factory=dict)
    for_coaches: bool = True


# -- what events say ---------------------------------------------------------------------------------------------------


def says(kind: str, *key: str, part: str | None = None, fields: Collection[str] = (), **values: Any) -> Projection:
    """A fact from now on: `fields` of the event, and `values`; what it does not say stays as it was. Its key: `part` of
    the kind, where that has several, and the fields `key`."""

    def projection(event: Any, moment: Moment, repository: Repository) -> None:
        told = {name: plain(getattr(event, name)) for name in fields}
        repository.put_fact(event.application_id, kind, key_of(event, key, part), {**values, **told}, moment)

    return projection


def key_of(event: Event, fields: Sequence[str], part: str | None = None) -> str:
    return ":".join([*([part] if part else []), *(str(getattr(event, name)) for name in fields)])


def plain(value: Any) -> Any:
    """As JSON keeps it."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date | UUID | Decimal):
        return str(value) if not isinstance(value, datetime) else value.isoformat()
    return list(value) if isinstance(value, tuple) else value
