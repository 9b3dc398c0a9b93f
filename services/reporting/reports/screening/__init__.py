"""What the check said beside what came of it: who was reviewed, offered a place, confirmed, and launched a strategy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.reporting.domain import Steps
from services.reporting.named_sql import queries
from services.reporting.report import Made, Reading, Report, column, row, share, table
from shared.contracts.reporting import Cell

OUTCOMES = ("eligible", "needs_review", "ineligible")
DECLINED = ("declined", "lapsed", "declined_by_city", "withdrawn")
COLUMNS = (
    column("screening", "word", "check_outcomes"),
    column("applications"),
    column("reviewed"),
    column("offered"),
    column("confirmed"),
    column("of_screened", "share"),
    column("ended"),
    column("launched"),
)


def make(reading: Reading) -> Made:
    rows = reading.rows(queries.count_screened, by_index=True, call=reading.asked.call)
    shown = [
        row(outcome, *numbers([one for one in rows if one["eligibility"] == outcome]))
        for outcome in OUTCOMES
        if any(one["eligibility"] == outcome for one in rows)
    ]
    return Made(tables=(table("screening", COLUMNS, shown, total=(None, *numbers(rows))),))


def numbers(rows: Sequence[dict[str, Any]]) -> list[Cell]:
    def reached(step: Steps) -> int:
        return sum(one["number"] for one in rows if step in Steps(one["steps"]))

    whole, confirmed = sum(one["number"] for one in rows), reached(Steps.CONFIRMED)
    ended = sum(one["number"] for one in rows if one["state"] in DECLINED)
    launched = sum(one["launched"] for one in rows)
    return [
        whole, reached(Steps.REVIEWED), reached(Steps.OFFERED), confirmed, share(confirmed, whole), ended, launched,
    ]  # fmt: skip


REPORT = Report("screening", "call", make, for_coaches=False)
