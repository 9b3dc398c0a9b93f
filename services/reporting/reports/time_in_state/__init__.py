"""How long applications are in each state: of those that left it the median and the 90th percentile, of those that are
in it now how many and for how long. By when things happened, not when they were recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from services.reporting.cells import CITY, Line, Number, Stored, column, row, table
from services.reporting.named_sql import queries
from services.reporting.report import Made, Reading, Report
from services.reporting.tallies import Tally
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

#: How many tenths of a day, and how many applications.
Spread = Sequence[tuple[int, int]]


def make(reading: Reading) -> Made:
    tallies = reading.counts("left_it", "in_it")
    left, there = (spreads_of(one for one in tallies if one.part == part) for part in ("left_it", "in_it"))
    longest = longest_of(reading, {state: spread[0][0] for state, spread in there.items()})
    shown = []
    for state in State:
        if state in left or state in there:
            gone, still = left.get(state, ()), there.get(state, ())
            of_gone, of_still = stays(reading, state, open_=False), stays(reading, state, open_=True)
            shown.append(row(
                state.value, Number(count(gone), of_gone), Number(percentile(gone, 50), of_gone),
                Number(percentile(gone, 90), of_gone), Number(count(still), of_still),
                Number(longest.get(state), of_still),
            ))  # fmt: skip
    return Made(tables=(table("time_in_state", COLUMNS, shown),))


def spreads_of(tallies: Iterable[Tally]) -> dict[str, Spread]:
    """By state, the least first."""
    numbers: dict[str, Counter[int]] = {}
    for one in tallies:
        numbers.setdefault(one.name, Counter())[int(one.what)] += one.number
    return {state: sorted(spread.items()) for state, spread in numbers.items()}


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
