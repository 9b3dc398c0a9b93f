"""The dates of a cohort and of one city: counted, moved, actual; and the version of the program file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.cohort.plan import CohortEvent, ToldCity
from shared.contracts.cohort.visit import Visit
from shared.contracts.events import EventPart
from shared.contracts.field_types import Reason
from shared.contracts.requests import Command, Model, Query

#: What stands in the calendar when a date moves: named by the noun that owns it.
BookedKind = Literal["visit", "session", "convening"]


class DateChange(EventPart):
    """`phase` None: the cohort's start date."""

    phase: str | None
    old: date
    new: date


class MovedCity(ToldCity):
    """`changes`: what moved for this city, where that is not what moved for the cohort: it has dates of its own, or has
    entered a phase already."""

    changes: tuple[DateChange, ...] | None = None


class TimelineChanged(CohortEvent):
    """Planned dates moved: all that changed, old and new, for these cities. `application_id`: for that city alone.

    A city that the change does not touch is not among them. `version`: of the cohort, under which the reason is kept.
    """

    application_id: UUID | None
    changes: tuple[DateChange, ...]
    cities: tuple[MovedCity, ...]
    version: int | None = None

    def changes_of(self, city: MovedCity) -> tuple[DateChange, ...]:
        return self.changes if city.changes is None else city.changes


class ProgramAdopted(CohortEvent):
    """The cohort runs by another version of the program file from now on."""

    from_version: str
    to_version: str


class TimelinePhase(Model):
    """`counted_on`: from the cohort's start; `planned_on`: that, or where it was moved to."""

    key: str
    title: str
    counted_on: date | None
    planned_on: date | None
    started_on: date | None


class TimelineMove(Model):
    """`phase` None: the start date. `code` None: for the whole cohort."""

    phase: str | None
    code: str | None
    old: date
    new: date
    reason: str
    moved_by: str
    moved_at: datetime


class TimelineStep(Model):
    """`step`: entered, waived, stepped_back, or the new status; `what`: the phase, the condition, or the old status."""

    at: datetime
    by: str
    step: str
    what: str
    reason: str | None


class Timeline(Model):
    code: str
    cohort: str
    time_zone: str
    starts_on: date
    ends_on: date
    phases: tuple[TimelinePhase, ...]
    visit_window: tuple[date, date]
    visit: Visit | None
    moves: tuple[TimelineMove, ...]
    steps: tuple[TimelineStep, ...]


class GetTimeline(Query[Timeline]):
    audited = "read"

    code: Code


class ConveningWindow(Model):
    kind: str
    title: str
    first: date
    last: date


class CohortPhase(Model):
    key: str
    title: str
    counted_on: date | None
    planned_on: date | None


class CohortTimeline(Model):
    cohort: str
    version: int
    program_version: str
    starts_on: date
    ends_on: date
    phases: tuple[CohortPhase, ...]
    visit_window: tuple[date, date]
    convenings: tuple[ConveningWindow, ...]
    moves: tuple[TimelineMove, ...]


class GetCohortTimeline(Query[CohortTimeline]):
    cohort: str


class Booked(Model):
    """Stands as it is: staff look at it. `window`: where its days must lie now; `fits`: whether they do."""

    kind: BookedKind
    id: UUID
    code: str | None
    title: str | None  # a visit has none of its own
    starts_at: datetime
    time_zone: str
    window: tuple[date, date] | None
    fits: bool


class TimelineChange(Model):
    """What a move did: the dates that follow, and what was booked before and was not moved."""

    cohort: str
    version: int
    changes: tuple[DateChange, ...]
    cities: tuple[str, ...]
    booked: tuple[Booked, ...]


class MoveCohortStart(Command[TimelineChange]):
    """Move the cohort's start date, before it has come. Everything counted from it follows."""

    cohort: str
    starts_on: date
    reason: Reason
    expected_version: int | None = None


class MovePhase(Command[TimelineChange]):
    """Move a phase's planned date, for the cohort or (with `code`) for one city of it."""

    cohort: str
    phase: str = Field(max_length=40)
    planned_on: date
    reason: Reason
    code: Code | None = None
    expected_version: int | None = None


class ProgramDifference(Model):
    """A key of the program file, dotted; None: it is not there."""

    key: str
    old: Any
    new: Any


class ProgramComparison(Model):
    """The version that the cohort runs by beside the file in force. `digest` names the file that was compared."""

    cohort: str
    version: int
    from_version: str
    to_version: str
    digest: str
    differences: tuple[ProgramDifference, ...]


class CompareProgram(Query[ProgramComparison]):
    cohort: str


class AdoptProgram(Command[ProgramComparison]):
    """Let the cohort run by the file in force, which is the one that was compared: `digest`."""

    sensitive: ClassVar[bool] = True

    cohort: str
    digest: str = Field(max_length=64)
    reason: Reason
    expected_version: int | None = None
