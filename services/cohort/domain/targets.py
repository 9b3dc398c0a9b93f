"""Targets: the way from a baseline, measured in decimals, append-only; program.md §4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from uuid import UUID

from shared.contracts.errors import Detail, Refusal, illegal_transition
from shared.program.calendar import add_months

CADENCE_MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
PER_CENT, TENTH, ZERO = Decimal(100), Decimal("0.1"), Decimal(0)

TRANSITIONS: dict[str, frozenset[str]] = {
    "active": frozenset({"dropped"}),
    "dropped": frozenset({"active"}),
}


@dataclass(frozen=True)
class TargetRecord:
    target_id: UUID
    application_id: UUID
    code: str
    state: str
    indicator: str
    unit: str
    direction: str
    resident_outcome: str
    component: str | None
    owner: str | None
    baseline: Decimal
    baseline_on: date
    target: Decimal
    target_on: date
    cadence: str


@dataclass(frozen=True)
class MeasurementRecord:
    measurement_id: UUID
    target_id: UUID
    value: Decimal
    measured_on: date
    corrects: UUID | None
    note: str | None
    entered_by: str
    entered_at: datetime


def progress(baseline: Decimal, target: Decimal, current: Decimal) -> Decimal:
    """Per cent of the way, to a tenth. Of the way, not of the baseline: so it is right for "down" and from zero.

    Below 0 is backwards, above 100 beyond. The target differs from the baseline."""
    share = (current - baseline) / (target - baseline) * PER_CENT
    return share.quantize(TENTH, ROUND_HALF_EVEN) + ZERO  # which has no sign


def is_reached(direction: str, target: Decimal, current: Decimal) -> bool:
    """By the values: a progress that is rounded may say 100 before."""
    return current >= target if direction == "up" else current <= target


def standing(measurements: Sequence[MeasurementRecord]) -> list[MeasurementRecord]:
    """Those that no other stands in the place of, by day."""
    corrected = {one.corrects for one in measurements}
    left = [one for one in measurements if one.measurement_id not in corrected]
    return sorted(left, key=lambda one: one.measured_on)


def current(target: TargetRecord, measurements: Sequence[MeasurementRecord]) -> tuple[Decimal, date]:
    """The latest value and its day; the baseline before anything was measured."""
    left = standing(measurements)
    return (left[-1].value, left[-1].measured_on) if left else (target.baseline, target.baseline_on)


def next_due(target: TargetRecord, measurements: Sequence[MeasurementRecord]) -> date:
    """The day by which the cadence asks for another measurement."""
    return add_months(current(target, measurements)[1], CADENCE_MONTHS[target.cadence])


def insist_on_step(from_state: str, to_state: str) -> None:
    if to_state not in TRANSITIONS[from_state]:
        raise illegal_transition("target", from_state, to_state)


def insist_on_way(
    direction: str, baseline: Decimal, baseline_on: date, target: Decimal, target_on: date, today: date
) -> None:
    """A target lies in its direction, and after its baseline, which has been measured."""
    details = []
    if (target > baseline) != (direction == "up") or target == baseline:
        details.append(Detail("target", "wrong_direction"))
    if target_on <= baseline_on:
        details.append(Detail("target_on", "end_before_start"))
    if baseline_on > today:
        details.append(Detail("baseline_on", "after_today", today=today))
    if details:
        raise Refusal("invalid", *details)


def insist_on_unmeasured(measurements: Sequence[MeasurementRecord]) -> None:
    if measurements:
        raise Refusal("illegal_transition", reason="measured_target_stays")


def insist_on_measurement(
    target: TargetRecord,
    measurements: Sequence[MeasurementRecord],
    measured_on: date,
    corrects: UUID | None,
    today: date,
) -> None:
    """After the baseline, not ahead, one a day; what is corrected is a measurement of this target that stands."""
    if target.state != "active":
        raise Refusal("illegal_transition", reason="dropped_target_not_measured")
    left = standing(measurements)
    if corrects is not None and corrects not in {one.measurement_id for one in left}:
        raise Refusal("invalid", Detail("corrects", "not_standing"))
    if not target.baseline_on <= measured_on <= today:
        raise Refusal("invalid", Detail("measured_on", "out_of_range", first=target.baseline_on, last=today))
    if any(one.measured_on == measured_on and one.measurement_id != corrects for one in left):
        raise Refusal("already_exists", reason="measurement", measured_on=measured_on)


def insist_on_held(held_on: date, today: date) -> None:
    if held_on > today:
        raise Refusal("invalid", Detail("held_on", "after_today", today=today))
