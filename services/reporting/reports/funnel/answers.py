"""How long cities wait for an answer: from the submission to the first decision that was sent, by when it was so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.reporting.cells import CITY, Line, Number, Stored, column, row
from services.reporting.named_sql import queries
from services.reporting.report import Reading
from services.reporting.reports.time_in_state import TENTHS, percentile
from shared.contracts.lifecycle import ApplicationState as State

ANSWERS = (State.OFFERED, State.WAITLISTED, State.DECLINED)
COLUMNS = (*CITY, column("answered_at", "moment"), column("days", "days"))


def median_answer(reading: Reading) -> Number:
    """Of nothing that was answered there is none."""
    where = {"call": reading.asked.call, "answers": [one.value for one in ANSWERS]}
    rows = reading.rows(queries.count_answers, by_index=True, **where)
    spread = sorted((one["tenths"], one["number"]) for one in rows)
    return Number(percentile(spread, 50), Stored(COLUMNS, queries.list_answers, where, line_of))


def line_of(one: Mapping[str, Any]) -> Line:
    cells = (one["city"], one["country"], one["answered_at"].isoformat(), one["tenths"] / TENTHS)
    return row(*cells, code=one["code"], about="state")
