"""From application to cohort: how far applications have come, by country, region, language or resident outcome, and in
which state they are. Who does not run the program is told states alone, as everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from services.reporting.cells import Number, Table, column, figure, row, share, table
from services.reporting.domain import NO_STEP, Steps
from services.reporting.named_sql import queries
from services.reporting.report import Made, Reading, Report
from services.reporting.reports.funnel.answers import median_answer
from services.reporting.reports.funnel.applications import STATES, applications
from services.reporting.told import state_told, states_told_as
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.reporting import CellKind, ReportColumn
from shared.program.regions import countries_in, region_of

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
        whole = those(reading, sum(one["number"] for one in rows))
        return Made((figure("applications", whole),), (by_state(reading, rows),))
    steps = [("", Steps(one["steps"]), one["number"]) for one in rows]
    figures = [figure(step.lower(), come_to(reading, steps, Steps[step])) for step in SHOWN]
    figures.append(figure("answer_days", median_answer(reading), "days"))
    return Made(figures, (by_step(reading, steps), by_place(reading, rows), by_state(reading, rows)))


SHOWN = ("RECEIVED", "REVIEWED", "OFFERED", "CONFIRMED")


def reached(counted: Iterable[Counted], step: Steps) -> int:
    return sum(number for _, steps, number in counted if step in steps)


def those(reading: Reading, number: int, steps: Steps = NO_STEP, **narrowed: Any) -> Number:
    return applications(number, reading.asked.call, reading.repository.audience, steps, **narrowed)


def come_to(reading: Reading, counted: Iterable[Counted], step: Steps, **narrowed: Any) -> Number:
    return those(reading, reached(counted, step), step, **narrowed)


def by_step(reading: Reading, counted: Sequence[Counted]) -> Table:
    columns = (column("step", "word", "reports.name"), column("of_received", "share"), column("applications"))
    received = reached(counted, Steps.RECEIVED)
    rows = [row(str(step.name).lower(), share(reached(counted, step), received), come_to(reading, counted, step))
            for step in Steps]  # fmt: skip
    return table("steps", columns, rows, drawn="bars")


def by_place(reading: Reading, rows: Sequence[dict[str, Any]]) -> Table:
    """By what the reader chose; the most first."""
    by = reading.asked.by
    counted = list(counted_by(reading, rows))
    of_each: dict[str, list[Counted]] = {}
    for one in counted:
        of_each.setdefault(one[0], []).append(one)
    order = sorted(of_each, key=lambda name: (-reached(of_each[name], Steps.RECEIVED), name))
    shown = [row(name, *(come_to(reading, of_each[name], step, **narrowed(reading, by, name)) for step in Steps))
             for name in order]  # fmt: skip
    kind, words = BY[by]
    columns = (column(by, kind, words), *steps_of())
    everything = [("", Steps(one["steps"]), one["number"]) for one in rows]
    return table("by_" + by, columns, shown, total=(None, *(come_to(reading, everything, step) for step in Steps)))


def narrowed(reading: Reading, by: str, name: str) -> dict[str, Any]:
    if by != "region":
        return {by: name}
    countries, elsewhere = countries_in(name, reading.program.eligibility.countries)
    return {"countries": list(countries), "elsewhere": elsewhere}


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


def by_state(reading: Reading, rows: Sequence[dict[str, Any]]) -> Table:
    audience = reading.repository.audience
    told: Counter[State] = Counter()
    for one in rows:
        told[state_told(State(one["state"]), audience)] += one["number"]
    whole = sum(told.values())
    columns = (column("state", "word", STATES), column("of_all", "share"), column("applications"))
    shown = [
        row(state.value, share(told[state], whole),
            those(reading, told[state], states=[one.value for one in states_told_as(state, audience)]))
        for state in State
        if told[state]
    ]  # fmt: skip
    return table("states", columns, shown, total=(None, None, those(reading, whole)), drawn="bars")


REPORT = Report("funnel", "call", make)
