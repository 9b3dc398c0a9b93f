"""Cities of a cohort by phase, and how many were in each at the end of every month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from services.reporting.cells import BY_CITY, CITY, Line, Table, column, counted, figure, row, table
from services.reporting.domain import ALMOST_A_SECOND, Stay, group_phases
from services.reporting.named_sql import queries
from services.reporting.report import Made, Reading, Report
from services.reporting.reports.tracker.projection import HEARS
from shared.program.calendar import add_months
from shared.program.wall_time import end_of_day

PHASE, STATUS = "phases", "states.participation"
COLUMNS = (*CITY, column("phase", "word", PHASE), column("status", "word", STATUS), column("since", "day"))
KNOWN = COLUMNS[:-1]


def make(reading: Reading) -> Made:
    stays = reading.repository.list_stays(reading.cohort, reading.as_of)
    order = [phase.id for phase in reading.program.phases]
    figures = [
        figure(phase, counted(COLUMNS, [line_of(one) for one in stays if one.phase == phase]), named_by=PHASE)
        for phase in group_phases(stays, order)
    ]
    titles = {f"{PHASE}.{phase.id}": phase.by_language for phase in reading.program.phases}
    return Made(
        figures, (table("cities", COLUMNS, list(map(line_of, stays)), order=BY_CITY), history(reading, order)), titles
    )


def line_of(one: Stay) -> Line:
    return row(one.city, one.country, one.phase, one.status, one.since_on.isoformat(), code=one.code, about="phase")


def history(reading: Reading, order: Sequence[str]) -> Table:
    """As it was known at the end of each month since the cohort's start, and at the report's moment."""
    known = reading.rows(queries.list_phases_known, cohort=reading.cohort)
    seen = [phase for phase in [*order, *sorted({one["phase"] for one in known} - set(order))]
            if any(one["phase"] == phase for one in known)]  # fmt: skip
    rows = []
    for on, moment in month_ends(reading, known):
        there = [one for one in known if one["recorded_at"] <= moment < one["until"]]
        lines = {phase: [known_line(one) for one in there if one["phase"] == phase] for phase in seen}
        rows.append(row(on.isoformat(), *(counted(KNOWN, lines[phase]) for phase in seen)))
    return table("by_month", (column("day", "day"), *(column(phase, named_by=PHASE) for phase in seen)), rows,
                 drawn="lines")  # fmt: skip


def known_line(one: dict[str, Any]) -> Line:
    return row(one["city"], one["country"], one["phase"], one["status"], code=one["code"], about="phase")


def month_ends(reading: Reading, known: Sequence[dict[str, Any]]) -> Iterator[tuple[date, datetime]]:
    if not known:
        return
    zone, first = reading.program.call.time_zone, min(one["recorded_at"] for one in known)
    begin = first.astimezone(reading.zone).date().replace(day=1)
    for months in range(1, 12 * 20):
        last = date.fromordinal(add_months(begin, months).toordinal() - 1)
        moment = end_of_day(last, zone) + ALMOST_A_SECOND
        if moment >= reading.as_of:
            break
        yield last, moment
    yield reading.today, reading.as_of


REPORT = Report("tracker", "cohort", make, HEARS)
