"""What the check said beside what came of it: who was reviewed, offered a place, confirmed, and launched a strategy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.reporting.cells import Number, column, row, share, table
from services.reporting.domain import NO_STEP, Steps
from services.reporting.named_sql import queries
from services.reporting.report import Made, Reading, Report
from services.reporting.reports.funnel.applications import applications

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
        row(outcome, *numbers(reading, [one for one in rows if one["eligibility"] == outcome], (outcome,)))
        for outcome in OUTCOMES
        if any(one["eligibility"] == outcome for one in rows)
    ]
    return Made(tables=(table("screening", COLUMNS, shown, total=(None, *numbers(reading, rows, OUTCOMES))),))


def numbers(reading: Reading, rows: Sequence[dict[str, Any]], outcomes: Sequence[str]) -> list[Number]:
    def those(number: int, steps: Steps = NO_STEP, **narrowed: Any) -> Number:
        audience = reading.repository.audience
        return applications(number, reading.asked.call, audience, steps, screened=list(outcomes), **narrowed)

    def reached(step: Steps) -> Number:
        return those(sum(one["number"] for one in rows if step in Steps(one["steps"])), step)

    whole, confirmed = those(sum(one["number"] for one in rows)), reached(Steps.CONFIRMED)
    ended = sum(one["number"] for one in rows if one["state"] in DECLINED)
    launched = sum(one["launched"] for one in rows)
    return [
        whole,
        reached(Steps.REVIEWED),
        reached(Steps.OFFERED),
        confirmed,
        Number(share(int(str(confirmed.value)), int(str(whole.value))), whole.those),
        those(ended, states=list(DECLINED)),
        those(launched, launched=True),
    ]


REPORT = Report("screening", "call", make, for_coaches=False)
