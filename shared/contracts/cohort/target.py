"""Targets with their measurements, and the routine in which a city looks at them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.application import ResidentOutcome
from shared.contracts.codes import Code
from shared.contracts.cohort.participation import ParticipationEvent
from shared.contracts.field_types import Amount, IsoDate, Reason, Text
from shared.contracts.requests import Command, Model, Query

Cadence = Literal["monthly", "quarterly", "half_yearly", "yearly"]
Direction = Literal["up", "down"]
TargetState = Literal["active", "dropped"]

_Line = Annotated[str, Text(1, 200)]

# -- events --------------------------------------------------------------------------------------------------------


class TargetSet(ParticipationEvent):
    """A target, or its new form before anything was measured."""

    target_id: UUID
    resident_outcome: ResidentOutcome
    direction: Direction
    baseline: str  # a decimal as text, as every amount in events
    target: str
    target_on: date
    cadence: Cadence


class TargetMeasured(ParticipationEvent):
    """A measurement, or the correction of one; `progress` in per cent of the way, as it stands now."""

    target_id: UUID
    value: str
    measured_on: date
    progress: str
    corrects: bool


class TargetTurned(ParticipationEvent):
    """A target is dropped, or taken up again."""

    target_id: UUID
    state: TargetState


class MeasurementDue(ParticipationEvent):
    """The cadence asks for another measurement."""

    target_id: UUID
    due_on: date


class ReviewRoutineSet(ParticipationEvent):
    """How often the city looks at its targets."""

    cadence: Cadence


class PerformanceReviewed(ParticipationEvent):
    """The city looked at its targets and asked tough questions."""

    held_on: date
    decisions: int


# -- what is shown -------------------------------------------------------------------------------------------------


class Measurement(Model):
    """`corrected`: another measurement stands in its place; it stays to be read."""

    id: UUID
    value: Decimal
    measured_on: date
    corrects: UUID | None
    corrected: bool
    note: str | None
    entered_by: str
    entered_at: datetime


class Target(Model):
    """`progress` in per cent of the way from baseline to target: below 0 is backwards, above 100 beyond."""

    id: UUID
    code: str
    state: TargetState
    indicator: str
    unit: str
    direction: Direction
    resident_outcome: ResidentOutcome
    component: str | None
    owner: str | None
    baseline: Decimal
    baseline_on: date
    target: Decimal
    target_on: date
    cadence: Cadence
    current: Decimal
    current_on: date
    progress: Decimal
    reached: bool
    due_on: date
    measurements: tuple[Measurement, ...]


class Review(Model):
    held_on: date
    decisions: tuple[str, ...]


class Targets(Model):
    """A city's targets and how it looks at them."""

    code: str
    targets: tuple[Target, ...]
    chair: str | None
    cadence: Cadence | None
    last_held_on: date | None
    reviews: tuple[Review, ...]


class GetTargets(Query[Targets]):
    audited = "read"

    code: Code


# -- commands ------------------------------------------------------------------------------------------------------


class SetTarget(Command[Target]):
    """Set a target; with `target_id` its new form, while nothing was measured: what is not given stays as it is."""

    code: Code
    target_id: UUID | None = None
    indicator: Annotated[str, Text(3, 200)]
    unit: Annotated[str, Text(1, 40)]
    direction: Direction
    resident_outcome: ResidentOutcome
    component: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")] | None = None
    owner: _Line | None = None
    baseline: Amount
    baseline_on: IsoDate
    target: Amount
    target_on: IsoDate
    cadence: Cadence


class MeasureTarget(Command[Target]):
    """Add a measurement. A wrong one stays; `corrects` names the one that this stands in the place of."""

    target_id: UUID
    value: Amount
    measured_on: IsoDate
    corrects: UUID | None = None
    note: Annotated[str, Text(1, 1000, lines=True)] | None = None


class TurnTarget(Command[Target]):
    """Drop a target, or take it up again."""

    target_id: UUID
    state: TargetState
    reason: Reason


class SetReviewRoutine(Command[Targets]):
    """Who chairs the performance review, and how often it is held."""

    code: Code
    chair: _Line
    cadence: Cadence


class RecordReview(Command[Targets]):
    """A performance review took place, with what it decided."""

    code: Code
    held_on: IsoDate
    decisions: tuple[Annotated[str, Text(3, 1000)], ...] = Field((), max_length=50)
