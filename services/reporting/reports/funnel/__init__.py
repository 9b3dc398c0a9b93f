"""From application to cohort: how far applications have come, by country, region, language or resident outcome, and in
which state they are. Who does not run the program is told states alone, as everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from services.reporting.cells import Number, Table, column, figure, row, share, table
from services.reporting.domain import NO_STEP, Steps
from services.reporting.report import Made, Reading, Report
from services.reporting.reports.funnel.answers import median_answer
from services.reporting.reports.funnel.applications import STATES, applications
from services.reporting.tallies import Tally
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

COUNTED_BY = {"region": "country"} | {by: by for by in BY if by != "region"}

Counted = tuple[str, Steps, int]  # of what, how far, how many


def make(reading: Reading) -> Made:
    if not reading.repository.audience.everything:
        states = reading.counts("state")
        whole = those(reading, sum(one.number for one in states))
        return Made((figure("applications", whole),), (by_state(reading, states),))
    by = COUNTED_BY[reading.asked.by]
    tallies = reading.counts("country", "state", *([by] if by != "country" else []))
    of_all = counted_of(tallies, "country")
    figures = [figure(step.lower(), come_to(reading, of_all, Steps[step])) for step in SHOWN]
    figures.append(figure("answer_days", median_answer(reading), "days"))
    states = [one for one in tallies if one.part == "state"]
    by_each = by_place(reading, counted_of(tallies, by), of_all)
    return Made(figures, (by_step(reading, of_all), by_each, by_state(reading, states)))


SHOWN = ("RECEIVED", "REVIEWED", "OFFERED", "CONFIRMED")


def counted_of(tallies: Iterable[Tally], part: str) -> list[Counted]:
    return [(one.name, Steps(int(one.what)), one.number) for one in tallies if one.part == part]


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


def by_place(reading: Reading, counted: Sequence[Counted], of_all: Sequence[Counted]) -> Table:
    """By what the reader chose; the most first."""
    by, lists = reading.asked.by, reading.program.eligibility.countries
    of_each: dict[str, list[Counted]] = {}
    for one in counted:
        of_each.setdefault(region_of(one[0], lists) if by == "region" else one[0], []).append(one)
    order = sorted(of_each, key=lambda name: (-reached(of_each[name], Steps.RECEIVED), name))
    shown = [row(name, *(come_to(reading, of_each[name], step, **narrowed(reading, by, name)) for step in Steps))
             for name in order]  # fmt: skip
    kind, words = BY[by]
    columns = (column(by, kind, words), *steps_of())
    total = (None, *(come_to(reading, of_all, step) for step in Steps))
    return table("by_" + by, columns, shown, total, order=("-received", by))


def narrowed(reading: Reading, by: str, name: str) -> dict[str, Any]:
    if by != "region":
        return {by: name}
    countries, elsewhere = countries_in(name, reading.program.eligibility.countries)
    return {"countries": list(countries), "elsewhere": elsewhere}


def steps_of() -> Sequence[ReportColumn]:
    return [column(str(step.name).lower()) for step in Steps]


def by_state(reading: Reading, states: Sequence[Tally]) -> Table:
    audience = reading.repository.audience
    told: Counter[State] = Counter()
    for one in states:
        told[state_told(State(one.what), audience)] += one.number
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
