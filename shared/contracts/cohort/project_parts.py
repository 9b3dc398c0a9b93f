"""What the parts of a project hold: the documents that a city hands in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from shared.contracts.application import ResidentOutcome
from shared.contracts.requests import Model

ProjectPart = Literal[
    "charter", "baseline", "assessment", "progress_report", "final_measurement", "final_report", "closing"
]
#: Which progress report; every other part is there once.
PartNumber = Annotated[int, Field(strict=True, ge=1, le=60)]
Long = Annotated[str, Field(min_length=20, max_length=5000)]
Line = Annotated[str, Field(min_length=3, max_length=200)]


class Charter(Model):
    """What the project is about and what is expected of it."""

    problem: Long
    resident_outcome: ResidentOutcome
    residents_affected: int = Field(strict=True, ge=1, le=50_000_000)
    hypothesis: Long
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
    summary: Long
    gaps_found: tuple[str, ...] = Field((), max_length=30)
    gaps_mended: tuple[str, ...] = Field((), max_length=30)


class FinalMeasurement(Model):
    """The baseline's indicator once more, in its unit."""

    value: Decimal = Field(allow_inf_nan=False)
    measured_on: date


class FinalReport(Model):
    summary: Long
    results: Long
    lessons: Long


class Closing(Model):
    """What stays when the project ends."""

    outcome: Long
    residents_reached: int = Field(strict=True, ge=0, le=50_000_000)
    continues_with: Long


#: What each part of a project holds.
PROJECT_PARTS: dict[ProjectPart, type[Model]] = {
    "charter": Charter,
    "baseline": Baseline,
    "assessment": NeedsAssessment,
    "progress_report": ProgressReport,
    "final_measurement": FinalMeasurement,
    "final_report": FinalReport,
    "closing": Closing,
}
