"""The Resident Impact Data Project and its parts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from shared.contracts.application import ResidentOutcome
from shared.contracts.codes import Code
from shared.contracts.cohort.participation import ParticipationEvent
from shared.contracts.intake import Reason
from shared.contracts.requests import Command, Model, Query

ProjectPart = Literal["charter", "baseline", "assessment", "progress_report"]


class ProjectPartSubmitted(ParticipationEvent):
    """A part of the Resident Impact Data Project is in, or in anew."""

    part: ProjectPart
    version: int


class ProjectPartAccepted(ParticipationEvent):
    """Staff accept it."""

    part: ProjectPart


class ProjectPartReturned(ParticipationEvent):
    """Staff ask for another version."""

    part: ProjectPart


class Charter(Model):
    """What the project is about and what is expected of it."""

    problem: str = Field(min_length=20, max_length=5000)
    resident_outcome: ResidentOutcome
    residents_affected: int = Field(strict=True, ge=1, le=50_000_000)
    hypothesis: str = Field(min_length=20, max_length=5000)
    data_sources: tuple[str, ...] = Field(min_length=1, max_length=30)


class Baseline(Model):
    """The measurement before the project. A decimal, never a float."""

    indicator: str = Field(min_length=3, max_length=200)
    unit: str = Field(min_length=1, max_length=40)
    direction: Literal["up", "down"]
    value: Decimal = Field(allow_inf_nan=False)
    measured_on: date


class ComponentNeed(Model):
    need: str = Field(min_length=10, max_length=2000)
    opportunity: str = Field(min_length=10, max_length=2000)


class NeedsAssessment(Model):
    """Needs and opportunities by strategy component; every component of the program is assessed."""

    components: dict[str, ComponentNeed]


class ProgressReport(Model):
    period_starts_on: date
    period_ends_on: date
    summary: str = Field(min_length=20, max_length=5000)
    gaps_found: tuple[str, ...] = Field((), max_length=30)
    gaps_mended: tuple[str, ...] = Field((), max_length=30)


#: What each part of a project holds.
PROJECT_PARTS: dict[ProjectPart, type[Model]] = {
    "charter": Charter,
    "baseline": Baseline,
    "assessment": NeedsAssessment,
    "progress_report": ProgressReport,
}


class ProjectPartState(Model):
    """A baseline is measured once it is submitted; the other parts are accepted by staff."""

    part: ProjectPart
    state: Literal["missing", "submitted", "accepted", "returned"]
    version: int
    submitted_at: datetime | None
    returned_because: str | None
    document: dict[str, Any] | None


class Project(Model):
    code: str
    parts: tuple[ProjectPartState, ...]


class GetProject(Query[Project]):
    code: Code


class SubmitProjectPart(Command[Project]):
    """Hand in a part, or a new version of it, until it is accepted."""

    code: Code
    part: ProjectPart
    document: dict[str, Any]


class AcceptProjectPart(Command[Project]):
    code: Code
    part: ProjectPart


class ReturnProjectPart(Command[Project]):
    """Ask for another version, and say why."""

    code: Code
    part: ProjectPart
    reason: Reason
