"""What was recorded: applications by state, cities by phase, who came, histories; and what is found of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field, computed_field, model_validator

from shared.contracts.field_types import DayOrMoment
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.people import Language
from shared.contracts.reporting.views import ApplicationFilters, ViewName
from shared.contracts.requests import Command, Model, Page, Query
from shared.wording import say
from shared.wording.language import FALLBACK

#: In a draft that does not say its city; its country is ZZ, which ISO 3166 keeps free for "unknown".
NO_CITY = "(no city yet)"


def named_city(city: str, language: str) -> str:
    """As its reader calls it."""
    return say(language, "reports.no_city") if city == NO_CITY else city


class Funnel(Model):
    """Applications by state, as recorded by `as_of`. `arriving`: the call is open, and nothing of it is recorded yet;
    that takes moments."""

    as_of: datetime
    call: str | None
    states: dict[ApplicationState, int]
    by_country: dict[str, dict[ApplicationState, int]]
    arriving: bool = False


class GetFunnel(Query[Funnel]):
    """A date means the end of that day in the program's zone."""

    call: str | None = None
    as_of: DayOrMoment | None = None


class ListedApplication(Model):
    """A draft has version 0; what it does not say is `(no city yet)` and ZZ."""

    id: UUID
    code: str
    call: str
    city: str
    admin_area: str | None
    country: str
    language: Language
    state: ApplicationState
    version: int
    eligibility: str | None
    submitted_at: datetime | None  # None: a draft
    resident_outcomes: tuple[str, ...] = ()

    def named(self, language: str) -> str:
        return named_city(self.city, language)


class ListApplications(ApplicationFilters, Query[Page[ListedApplication]]):
    """By code, unless `sort` says otherwise. Each filter narrows; a value that is not there is refused, as
    `no_such_call` or `not_a_choice`. `view`: the name of a saved one, whose filters narrow as well.

    Applicants, a city's people and coaches list what is theirs, without what the check said.
    """

    view: ViewName | None = None
    limit: int = Field(100, ge=1, le=1000)
    after: str | None = None


class CountedApplications(Model):
    """`eligibility`: outcome of the check; None where nothing is checked yet."""

    state: ApplicationState
    eligibility: str | None
    number: int


class ApplicationCounts(Model):
    items: tuple[CountedApplications, ...]


class CountApplications(Query[ApplicationCounts]):
    """How many applications there are, drafts among them, by state and outcome of the check: what a list that is
    narrowed by one of these holds, of many lists at once."""


class TrackedCity(Model):
    code: str
    city: str
    country: str
    time_zone: str | None = None
    phase: str
    status: str
    since: date


class TrackerReport(Model):
    """`arriving`: the cohort's call is open, and nothing of the cohort is recorded yet; that takes moments."""

    as_of: datetime
    cohort: str
    by_phase: dict[str, int]
    members: tuple[TrackedCity, ...]
    arriving: bool = False


class GetTrackerReport(Query[TrackerReport]):
    cohort: str
    as_of: DayOrMoment | None = None


class AttendanceCount(Model):
    present: int
    absent: int
    excused: int


class CityAttendance(Model):
    """Of a convening each role that was invited counts."""

    code: str
    city: str
    country: str
    sessions: AttendanceCount
    convenings: AttendanceCount


class AttendanceReport(Model):
    """`by_kind`: of session and of convening, as the program file names them. `arriving` as in the tracker."""

    as_of: datetime
    cohort: str
    by_kind: dict[str, AttendanceCount]
    members: tuple[CityAttendance, ...]
    arriving: bool = False


class GetAttendanceReport(Query[AttendanceReport]):
    cohort: str
    as_of: DayOrMoment | None = None


class Clause(Model):
    """A sentence, or what follows it: `history.<key>` in the catalogues (shared/wording), and its values."""

    key: str
    values: dict[str, Any] = Field(default_factory=dict)


class HistoryEntry(Model):
    """One event in words and values. `summary`: as it reads in English."""

    at: datetime
    actor: str
    event: str
    clauses: tuple[Clause, ...]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def summary(self) -> str:
        return self.said(FALLBACK)

    def said(self, language: str) -> str:
        return ", ".join(say(language, f"history.{clause.key}", **clause.values) for clause in self.clauses)

    @model_validator(mode="before")
    @classmethod
    def _without_summary(cls, data: Any) -> Any:
        """It is made anew wherever it is read."""
        return {name: value for name, value in data.items() if name != "summary"} if isinstance(data, dict) else data


class CityPage(Model):
    code: str
    city: str
    country: str
    call: str
    state: ApplicationState
    cohort: str | None
    phase: str | None
    history: tuple[HistoryEntry, ...]

    def named(self, language: str) -> str:
        return named_city(self.city, language)


class GetCityPage(Query[CityPage]):
    code: str = Field(max_length=20)
    as_of: DayOrMoment | None = None


class Rebuild(Model):
    """Read models made anew from the event log. `done` of `total` events; `differences`: rows that only one side had,
    by read model, known at the end."""

    rebuild_id: UUID
    started_at: datetime
    finished_at: datetime | None
    done: int
    total: int
    swap: bool
    differences: dict[str, int] | None


class StartRebuild(Command[Rebuild]):
    """`swap`: take over what differs; else only compare."""

    swap: bool = True


class GetRebuild(Query[Rebuild]):
    """The one under way, else the last."""


class FoundApplication(Model):
    code: str
    call: str
    city: str
    admin_area: str | None
    country: str
    state: ApplicationState
    cohort: str | None  # of a city that takes part, or did


class Found(Model):
    """The closest first: a code, whole words, words that begin so, words that are one letter off."""

    items: tuple[FoundApplication, ...]


class Search(Query[Found]):
    """By a city's name, its area, or a code, as people type them: in any case, without accents, by how words begin,
    with one letter wrong. Applicants, a city's people and coaches find what is theirs."""

    text: str = Field(min_length=1, max_length=120)
    limit: int = Field(20, ge=1, le=100)
