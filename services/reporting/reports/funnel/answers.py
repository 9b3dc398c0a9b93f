"""How long cities wait for an answer: from the submission to the first decision that was sent, by when it was so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.reporting.cells import CITY, Line, Number, Stored, column, row
from services.reporting.domain import WAITING
from services.reporting.named_sql import queries
from services.reporting.report import Reading
from services.reporting.reports.time_in_state import TENTHS

COLUMNS = (*CITY, column("answered_at", "moment"), column("days", "days"))


def median_answer(reading: Reading) -> Number:
    """Of nothing that was answered there is none."""
    waited = reading.spreads("waited").get(("waited", WAITING))
    where = {"call": reading.asked.call, "state": WAITING, "open": False}
    days = None if waited is None else waited.middle / TENTHS
    return Number(days, Stored(COLUMNS, queries.list_stays_known, where, line_of))


def line_of(one: Mapping[str, Any]) -> Line:
    cells = (one["city"], one["country"], one["ended_at"].isoformat(), one["tenths"] / TENTHS)
    return row(*cells, code=one["code"], about="state")
