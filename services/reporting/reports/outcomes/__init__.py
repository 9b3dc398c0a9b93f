"""Targets and what they are about: how far cities have come from baseline to target, and by resident outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from services.reporting.cells import (
    BY_CITY,
    CITY,
    Line,
    Number,
    Table,
    column,
    counted,
    decimal,
    figure,
    first_of_each,
    made_of,
    middle,
    row,
    table,
)
from services.reporting.facts import Fact
from services.reporting.report import Made, Projection, Reading, Report, says
from shared.contracts import cohort
from shared.contracts.events import Event

TARGET, OUTCOMES = "target", "resident_outcomes"
HEARS: Mapping[type[Event], Projection] = {
    cohort.TargetSet: says(
        TARGET, "target_id", state="active",
        fields=("resident_outcome", "direction", "baseline", "target", "target_on"),
    ),
    cohort.TargetMeasured: says(TARGET, "target_id", fields=("value", "measured_on", "progress")),
    cohort.TargetTurned: says(TARGET, "target_id", fields=("state",)),
}  # fmt: skip

COLUMNS = (
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
FIELDS = tuple(one.name for one in COLUMNS[len(CITY) :])


def make(reading: Reading) -> Made:
    targets = targets_of(reading)
    _, all_of, of_measured, of_reached, progress = numbers(targets)
    figures = (
        figure("targets", all_of),
        figure("measured", of_measured),
        figure("reached", of_reached),
        figure("median_progress", progress, "decimal"),
    )
    return Made(figures, (by_outcome(targets), table("targets", COLUMNS, list(map(line_of, targets)), order=BY_CITY)))


def targets_of(reading: Reading) -> list[Fact]:
    """Those that are not dropped."""
    return [one for one in reading.facts(TARGET) if one.says["state"] == "active"]


def measured(targets: Sequence[Fact]) -> list[Fact]:
    return [one for one in targets if "progress" in one.says]


def progress_of(targets: Sequence[Fact]) -> list[Decimal]:
    """Of those that were measured, in per cent of the way."""
    return [Decimal(one.says["progress"]) for one in measured(targets)]


def reached(targets: Sequence[Fact]) -> list[Fact]:
    """By the values: a progress that is rounded may say 100 before."""
    return [one for one in targets if "value" in one.says and is_reached(one)]


def is_reached(target: Fact) -> bool:
    value, aim = Decimal(target.says["value"]), Decimal(target.says["target"])
    return value >= aim if target.says["direction"] == "up" else value <= aim


def by_outcome(targets: Sequence[Fact]) -> Table:
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
    total = (None, *numbers(targets))
    return table("by_outcome", columns, rows, total, drawn="bars", order=("-targets", "resident_outcome"))


def numbers(targets: Sequence[Fact]) -> list[Number]:
    """Of cities, of targets, of those that were measured, of those that were reached; the median progress."""
    lines, of_measured = list(map(line_of, targets)), list(map(line_of, measured(targets)))
    return [
        counted(CITY, [row(*one.cells[: len(CITY)], code=one.code, about=TARGET) for one in first_of_each(lines)]),
        counted(COLUMNS, lines),
        counted(COLUMNS, of_measured),
        counted(COLUMNS, list(map(line_of, reached(targets)))),
        made_of(decimal(middle(progress_of(targets))), COLUMNS, of_measured),
    ]


def line_of(target: Fact) -> Line:
    return row(target.city, target.country, *(target.says.get(name) for name in FIELDS), of=target)


REPORT = Report("outcomes", "cohort", make, HEARS)
