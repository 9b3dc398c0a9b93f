"""Cohorts: planned by their call, listed, tracked."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from shared.contracts.cohort.participation import RequirementState, Status
from shared.contracts.events import Event, EventPart
from shared.contracts.requests import Model, Page, Query


class CohortEvent(Event, aggregate="cohort"):
    cohort_id: UUID
    cohort: str


class ToldCity(EventPart):
    """A city that an event of its cohort is about."""

    application_id: UUID
    code: str


class CohortPlanned(CohortEvent):
    """A call named the cohort and its start."""

    name: str
    call: str
    starts_on: date
    ends_on: date


class Cohort(Model):
    id: str
    name: str
    call: str
    starts_on: date
    ends_on: date
    members: int
    version: int
    program_version: str


class ListCohorts(Query[Page[Cohort]]):
    pass


class GetCohort(Query[Cohort]):
    cohort: str


class PhasePlan(Model):
    key: str
    title: str
    starts_on: date | None  # None: from the confirmation on
    ends_on: date | None


class RequirementCount(Model):
    met: int  # or waived
    of: int


class TrackedMember(Model):
    """`open`: what is neither met nor waived; `due_on`: when its next phase is planned to begin, for it alone."""

    code: str
    city: str
    country: str
    time_zone: str | None = None
    phase: str
    status: Status
    version: int
    requirements: RequirementCount
    open: tuple[RequirementState, ...] = ()
    due_on: date | None = None
    lead_coach_id: UUID | None = None


class Tracker(Model):
    """`arriving`: its call is open, and the cohort is not planned here yet; that takes moments."""

    cohort: str
    phases: tuple[PhasePlan, ...]
    members: tuple[TrackedMember, ...]
    arriving: bool = False


class GetTracker(Query[Tracker]):
    cohort: str
