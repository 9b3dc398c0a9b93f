"""From application to cohort: how far applications have come, by country, region, language or resident outcome, and in
which state they are. Who does not run the program is told states alone, as everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from services.reporting.domain import Steps
from services.reporting.named_sql import queries
from services.reporting.report import Made, Reading, Report, column, figure, row, share, table
from services.reporting.told import state_told
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.reporting import CellKind, ReportColumn, ReportTable
from shared.program.regions import region_of

STATES = "states.application"
BY: dict[str, tuple[CellKind, str | None]] = {
    "country": ("country", None),
    "region": ("word", "regions"),
    "language": ("tongue", None),
    "resident_outcome": ("word", "resident_outcomes"),
}

Counted = tuple[str, Steps, int]  # of what, how far, how many


def make(reading: Reading) -> Made:
    rows = reading.rows(queries.count_applications, by_index=True, call=reading.asked.call)
    if not reading.repository.audience.everything:
        return Made((figure("applications", sum(one["number"] for one in rows)),), (by_state(reading, rows),))
    steps = [("", Steps(one["steps"]), one["number"]) for one in rows]
    figures = [figure(step.lower(), reached(steps, Steps[step]), rows="funnel#steps") for step in SHOWN]
    return Made(figures, (by_step(steps), by_place(reading, rows), by_state(reading, rows)))


SHOWN = ("RECEIVED", "REVIEWED", "OFFERED", "CONFIRMED")


def reached(counted: Iterable[Counted], step: Steps) -> int:
    return sum(number for _, steps, number in counted if step in steps)


def by_step(counted: Sequence[Counted]) -> ReportTable:
    columns = (column("step", "word", "reports.name"), column("of_received", "share"), column("applications"))
    received = reached(counted, Steps.RECEIVED)
    rows = [row(str(step.name).lower(), share(reached(counted, step), received), reached(counted, step))
            for step in Steps]  # fmt: skip
    return table("steps", columns, rows, drawn="bars")


def by_place(reading: Reading, rows: Sequence[dict[str, Any]]) -> ReportTable:
    """By what the reader chose; the most first."""
    by = reading.asked.by
    counted = list(counted_by(reading, rows))
    numbers = {name: [reached((one for one in counted if one[0] == name), step) for step in Steps]
               for name in {name for name, _, _ in counted}}  # fmt: skip
    order = sorted(numbers, key=lambda name: (-numbers[name][0], name))
    kind, words = BY[by]
    columns = (column(by, kind, words), *steps_of())
    all_of = [reached([("", Steps(one["steps"]), one["number"]) for one in rows], step) for step in Steps]
    return table("by_" + by, columns, [row(name, *numbers[name]) for name in order], total=(None, *all_of))


def counted_by(reading: Reading, rows: Sequence[dict[str, Any]]) -> Iterable[Counted]:
    by = reading.asked.by
    if by == "resident_outcome":
        of_outcome = reading.rows(queries.count_outcomes, by_index=True, call=reading.asked.call)
        return [(one["resident_outcome"], Steps(one["steps"]), one["number"]) for one in of_outcome]
    lists = reading.program.eligibility.countries
    return [
        (region_of(one["country"], lists) if by == "region" else one[by], Steps(one["steps"]), one["number"])
        for one in rows
    ]


def steps_of() -> Sequence[ReportColumn]:
    return [column(str(step.name).lower()) for step in Steps]


def by_state(reading: Reading, rows: Sequence[dict[str, Any]]) -> ReportTable:
    told: Counter[State] = Counter()
    for one in rows:
        told[state_told(State(one["state"]), reading.repository.audience)] += one["number"]
    whole = sum(told.values())
    columns = (column("state", "word", STATES), column("of_all", "share"), column("applications"))
    shown = [row(state.value, share(told[state], whole), told[state]) for state in State if told[state]]
    return table("states", columns, shown, total=(None, None, whole), drawn="bars")


REPORT = Report("funnel", "call", make)
