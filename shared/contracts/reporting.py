"""reporting: read models, from events alone."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from shared.contracts.field_types import DayOrMoment
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.people import Language
from shared.contracts.requests import Model, Page, Query


class Funnel(Model):
    """Applications by state, as recorded by `as_of`."""

    as_of: datetime
    call: str | None
    states: dict[ApplicationState, int]
    by_country: dict[str, dict[ApplicationState, int]]


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
    country: str
    language: Language
    state: ApplicationState
    version: int
    eligibility: str | None
    submitted_at: datetime | None  # None: a draft


class ListApplications(Query[Page[ListedApplication]]):
    call: str | None = None
    state: ApplicationState | None = None
    limit: int = Field(100, ge=1, le=1000)
    after: str | None = None


class TrackedCity(Model):
    code: str
    city: str
    country: str
    phase: str
    status: str
    since: date


class TrackerReport(Model):
    as_of: datetime
    cohort: str
    by_phase: dict[str, int]
    members: tuple[TrackedCity, ...]


class GetTrackerReport(Query[TrackerReport]):
    cohort: str
    as_of: DayOrMoment | None = None


class HistoryEntry(Model):
    """One event as a sentence."""

    at: datetime
    actor: str
    event: str
    summary: str


class CityPage(Model):
    code: str
    city: str
    country: str
    call: str
    state: ApplicationState
    cohort: str | None
    phase: str | None
    history: tuple[HistoryEntry, ...]


class GetCityPage(Query[CityPage]):
    code: str = Field(max_length=20)
    as_of: DayOrMoment | None = None
