"""How long applications are in each state: of those that left it the median and the 90th percentile, of those that are
in it now how many and for how long. By when things happened, not when they were recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from services.reporting.cells import CITY, Line, Number, Stored, column, row, table
from services.reporting.named_sql import queries
from services.reporting.report import Made, Reading, Report
from services.reporting.tallies import Spread
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.reporting import Cell

TENTHS = 10
TENTH_S = 8640
COLUMNS = (
    column("state", "word", "states.application"),
    column("left_it"),
    column("median_days", "days"),
    column("ninetieth_days", "days"),
    column("in_it_now"),
    column("longest_days", "days"),
)
EACH = (*CITY, column("state", "word", "states.application"), column("since", "moment"), column("days", "days"))

NOBODY = Spread("", "", 0, 0, 0, 0)


def make(reading: Reading) -> Made:
    spreads = reading.spreads("left_it", "in_it")
    longest = longest_of(reading, {state: one.least for (part, state), one in spreads.items() if part == "in_it"})
    shown = []
    for state in State:
        left, there = (spreads.get((part, state)) for part in ("left_it", "in_it"))
        if left or there:
            of_gone, of_still = stays(reading, state, open_=False), stays(reading, state, open_=True)
            gone, still = left or NOBODY, there or NOBODY
            days = (None, None) if left is None else (left.middle / TENTHS, left.ninetieth / TENTHS)
            shown.append(row(
                state.value, Number(gone.number, of_gone), *(Number(one, of_gone) for one in days),
                Number(still.number, of_still), Number(longest.get(state), of_still),
            ))  # fmt: skip
    return Made(tables=(table("time_in_state", COLUMNS, shown),))


def longest_of(reading: Reading, first: Mapping[str, int]) -> dict[str, float]:
    """Of each state how long what is in it for the longest is, in days. `first`: the tenth of a day when that began."""
    begun = [datetime.fromtimestamp(tenth * TENTH_S, UTC) for tenth in first.values()]
    rows = reading.rows(queries.list_longest, states=list(first), begun=begun, call=reading.asked.call)
    return {one["state"]: max((reading.as_of - one["since"]) // timedelta(seconds=TENTH_S), 0) / TENTHS for one in rows}


def stays(reading: Reading, state: State, *, open_: bool) -> Stored:
    where = {"call": reading.asked.call, "state": state.value, "open": open_}
    return Stored(EACH, queries.list_stays_known, where, line_of)


def line_of(one: Mapping[str, Any]) -> Line:
    days: Cell = one["tenths"] / TENTHS
    return row(
        one["city"], one["country"], one["state"], one["since"].isoformat(), days, code=one["code"], about="state"
    )


REPORT = Report("time_in_state", "call", make, for_coaches=False)
