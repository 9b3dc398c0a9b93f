"""How long applications are in each state: of those that left it the median and the 90th percentile, of those that are
in it now how many and for how long. By when things happened, not when they were recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.reporting.cells import CITY, Line, Number, Stored, column, row, table
from services.reporting.named_sql import queries
from services.reporting.report import Made, Reading, Report
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.reporting import Cell

TENTHS = 10
COLUMNS = (
    column("state", "word", "states.application"),
    column("left_it"),
    column("median_days", "days"),
    column("ninetieth_days", "days"),
    column("in_it_now"),
    column("longest_days", "days"),
)
EACH = (*CITY, column("state", "word", "states.application"), column("since", "moment"), column("days", "days"))

#: How many tenths of a day, and how many applications.
Spread = Sequence[tuple[int, int]]


def make(reading: Reading) -> Made:
    rows = reading.rows(queries.count_stays, call=reading.asked.call)
    shown = []
    for state in State:
        left, there = (
            sorted((one["tenths"], one["number"]) for one in rows if one["state"] == state and one["open"] is open_)
            for open_ in (False, True)
        )
        if left or there:
            longest = there[-1][0] / TENTHS if there else None
            ended, still = stays(reading, state, open_=False), stays(reading, state, open_=True)
            shown.append(row(
                state.value, Number(count(left), ended), Number(percentile(left, 50), ended),
                Number(percentile(left, 90), ended), Number(count(there), still), Number(longest, still),
            ))  # fmt: skip
    return Made(tables=(table("time_in_state", COLUMNS, shown),))


def stays(reading: Reading, state: State, *, open_: bool) -> Stored:
    where = {"call": reading.asked.call, "state": state.value, "open": open_}
    return Stored(EACH, queries.list_stays_known, where, line_of)


def line_of(one: Mapping[str, Any]) -> Line:
    days: Cell = one["tenths"] / TENTHS
    return row(
        one["city"], one["country"], one["state"], one["since"].isoformat(), days, code=one["code"], about="state"
    )


def count(spread: Spread) -> int:
    return sum(number for _, number in spread)


def percentile(spread: Spread, percent: int) -> float | None:
    """The least time that so many of a hundred did not exceed, in days; of none there is none."""
    wanted, seen = -(-count(spread) * percent // 100), 0
    for tenths, number in spread:
        seen += number
        if seen >= wanted:
            return tenths / TENTHS
    return None


REPORT = Report("time_in_state", "call", make, for_coaches=False)
