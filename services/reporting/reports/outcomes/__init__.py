"""Targets and what they are about: how far cities have come from baseline to target, and by resident outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from services.reporting.report import (
    CITY,
    Fact,
    Made,
    Projection,
    Reading,
    Report,
    column,
    decimal,
    figure,
    middle,
    row,
    says,
    table,
)
from shared.contracts import cohort
from shared.contracts.events import Event
from shared.contracts.reporting import Cell, ReportTable

TARGET, OUTCOMES = "target", "resident_outcomes"
HEARS: Mapping[type[Event], Projection] = {
    cohort.TargetSet: says(
        TARGET, "target_id", state="active",
        fields=("resident_outcome", "direction", "baseline", "target", "target_on"),
    ),
    cohort.TargetMeasured: says(TARGET, "target_id", fields=("value", "measured_on", "progress")),
    cohort.TargetTurned: says(TARGET, "target_id", fields=("state",)),
}  # fmt: skip


def make(reading: Reading) -> Made:
    targets = targets_of(reading)
    figures = (
        figure("targets", len(targets), rows="outcomes#targets"),
        figure("measured", len(progress_of(targets)), rows="outcomes#targets"),
        figure("reached", len(reached(targets)), rows="outcomes#targets"),
        figure("median_progress", decimal(middle(progress_of(targets))), "decimal", rows="outcomes#targets"),
    )
    return Made(figures, (by_outcome(targets), each(targets)))


def targets_of(reading: Reading) -> list[Fact]:
    """Those that are not dropped."""
    return [one for one in reading.facts(TARGET) if one.says["state"] == "active"]


def progress_of(targets: Sequence[Fact]) -> list[Decimal]:
    """Of those that were measured, in per cent of the way."""
    return [Decimal(one.says["progress"]) for one in targets if "progress" in one.says]


def reached(targets: Sequence[Fact]) -> list[Fact]:
    """By the values: a progress that is rounded may say 100 before."""
    return [one for one in targets if "value" in one.says and is_reached(one)]


def is_reached(target: Fact) -> bool:
    value, aim = Decimal(target.says["value"]), Decimal(target.says["target"])
    return value >= aim if target.says["direction"] == "up" else value <= aim


def by_outcome(targets: Sequence[Fact]) -> ReportTable:
    columns = (
        column("resident_outcome", "word", OUTCOMES),
        column("cities"),
        column("targets"),
        column("measured"),
        column("reached"),
        column("median_progress", "decimal"),
    )
    names = sorted({one.says["resident_outcome"] for one in targets})
    own = {name: [one for one in targets if one.says["resident_outcome"] == name] for name in names}
    rows = [row(name, *numbers(own[name])) for name in sorted(names, key=lambda name: (-len(own[name]), name))]
    return table("by_outcome", columns, rows, total=(None, *numbers(targets)), drawn="bars")


def numbers(targets: Sequence[Fact]) -> list[Cell]:
    progress = progress_of(targets)
    cities = len({one.code for one in targets})
    return [cities, len(targets), len(progress), len(reached(targets)), decimal(middle(progress))]


def each(targets: Sequence[Fact]) -> ReportTable:
    columns = (
        *CITY,
        column("resident_outcome", "word", OUTCOMES),
        column("direction", "word", "directions"),
        column("baseline", "decimal"),
        column("value", "decimal"),
        column("measured_on", "day"),
        column("target", "decimal"),
        column("target_on", "day"),
        column("progress", "decimal"),
    )
    fields = ("resident_outcome", "direction", "baseline", "value", "measured_on", "target", "target_on", "progress")
    rows = [row(one.city, one.country, *(one.says.get(name) for name in fields), of=one) for one in targets]
    return table("targets", columns, rows)


REPORT = Report("outcomes", "cohort", make, HEARS)
