"""The Resident Impact Data Project: its parts, reports with due dates, the data behind it, its milestones."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.cohort.participation import ParticipationEvent
from shared.contracts.cohort.project_parts import Line, PartNumber, ProjectPart
from shared.contracts.field_types import Reason
from shared.contracts.people import PersonRef
from shared.contracts.requests import Command, Model, Query

# -- events --------------------------------------------------------------------------------------------------------


class ProjectPartSubmitted(ParticipationEvent):
    """A part of the Resident Impact Data Project is in, or in anew."""

    part: ProjectPart
    version: int
    number: int = 1
    coach: PersonRef | None = None  # the city's lead coach


class ProjectPartAccepted(ParticipationEvent):
    """Staff accept it."""

    part: ProjectPart
    number: int = 1


class ProjectPartReturned(ParticipationEvent):
    """Staff ask for another version."""

    part: ProjectPart
    number: int = 1


class ReportAwaited(ParticipationEvent):
    """A report is near its date or late: `told` says who is to hear of it now."""

    part: ProjectPart
    number: int
    due_on: date
    told: Literal["city_before", "city", "coach", "staff"]
    coach: PersonRef | None = None  # the city's lead coach


class DataSourceTested(ParticipationEvent):
    """Data that the project builds on were tried."""

    source_id: UUID
    usable: bool
    tested_on: date


class GapFound(ParticipationEvent):
    """The city's data infrastructure lacks something."""

    gap_id: UUID
    found_on: date


class GapMended(ParticipationEvent):
    """It does no more."""

    gap_id: UUID
    mended_on: date


class MilestonePlanned(ParticipationEvent):
    """A step of the project has its date, or another one."""

    milestone_id: UUID
    due_on: date


class MilestoneReached(ParticipationEvent):
    """Done, with evidence."""

    milestone_id: UUID
    done_on: date


# -- requests ------------------------------------------------------------------------------------------------------


class ProjectPartState(Model):
    """A measurement is there once it is submitted; the other parts are accepted by staff."""

    part: ProjectPart
    number: int
    state: Literal["missing", "submitted", "accepted", "returned"]
    version: int
    due_on: date | None
    overdue: bool
    submitted_at: datetime | None
    returned_because: str | None
    document: dict[str, Any] | None


class DataSource(Model):
    id: UUID
    name: str
    tested_on: date
    usable: bool
    finding: str


class Gap(Model):
    id: UUID
    description: str
    found_on: date
    mended_on: date | None
    mended_how: str | None


class Milestone(Model):
    id: UUID
    title: str
    due_on: date
    done_on: date | None
    evidence: str | None
    overdue: bool


class Measured(Model):
    """From the baseline to the final measurement. `better`: the way the indicator should go; None: no change."""

    baseline: Decimal
    final: Decimal
    change: Decimal
    percent: Decimal | None  # of the baseline; None where that is zero
    better: bool | None


class Project(Model):
    code: str
    parts: tuple[ProjectPartState, ...]
    sources: tuple[DataSource, ...]
    gaps: tuple[Gap, ...]
    milestones: tuple[Milestone, ...]
    measured: Measured | None


class GetProject(Query[Project]):
    code: Code


class SubmitProjectPart(Command[Project]):
    """Hand in a part, or a new version of it, until it is accepted."""

    code: Code
    part: ProjectPart
    document: dict[str, Any]
    number: PartNumber = 1


class AcceptProjectPart(Command[Project]):
    code: Code
    part: ProjectPart
    number: PartNumber = 1


class ReturnProjectPart(Command[Project]):
    """Ask for another version, and say why."""

    code: Code
    part: ProjectPart
    reason: Reason
    number: PartNumber = 1


class RecordDataSource(Command[Project]):
    """Record data that were tried for the project, and what came of it."""

    code: Code
    name: Line
    tested_on: date
    usable: bool
    finding: str = Field(min_length=3, max_length=2000)


class RecordGap(Command[Project]):
    """Record what the city's data infrastructure lacks."""

    code: Code
    description: str = Field(min_length=3, max_length=2000)
    found_on: date


class MendGap(Command[Project]):
    code: Code
    gap: UUID
    mended_on: date
    how: str = Field(min_length=3, max_length=2000)


class PlanMilestone(Command[Project]):
    """Plan a milestone; with `milestone`, move one that is not reached."""

    code: Code
    title: Line
    due_on: date
    milestone: UUID | None = None


class ReachMilestone(Command[Project]):
    """Done, with evidence: a link, or where to find it."""

    code: Code
    milestone: UUID
    done_on: date
    evidence: str = Field(min_length=3, max_length=2000)
