"""What the check said beside what came of it: who was reviewed, offered a place, confirmed, and launched a strategy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.reporting.cells import Number, column, row, share, table
from services.reporting.domain import NO_STEP, Steps
from services.reporting.named_sql import queries
from services.reporting.report import Made, Reading, Report
from services.reporting.reports.funnel.applications import applications
from services.reporting.tallies import Tally

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
    tallies = reading.counts("screening", "ended")
    launched = {
        one["eligibility"]: one["number"] for one in reading.rows(queries.count_launched, call=reading.asked.call)
    }
    shown = [
        row(outcome, *numbers(reading, tallies, launched, (outcome,)))
        for outcome in OUTCOMES
        if any(one.name == outcome for one in tallies)
    ]
    return Made(tables=(table("screening", COLUMNS, shown, (None, *numbers(reading, tallies, launched, OUTCOMES))),))


def numbers(
    reading: Reading, tallies: Sequence[Tally], launched: Mapping[str, int], outcomes: Sequence[str]
) -> list[Number]:
    screened = [one for one in tallies if one.part == "screening" and one.name in outcomes]

    def those(number: int, steps: Steps = NO_STEP, **narrowed: Any) -> Number:
        audience = reading.repository.audience
        return applications(number, reading.asked.call, audience, steps, screened=list(outcomes), **narrowed)

    def reached(step: Steps) -> Number:
        return those(sum(one.number for one in screened if step in Steps(int(one.what))), step)

    whole, confirmed = those(sum(one.number for one in screened)), reached(Steps.CONFIRMED)
    of_ended = [one for one in tallies if one.part == "ended" and one.name in outcomes and one.what in DECLINED]
    ended = sum(one.number for one in of_ended)
    return [
        whole,
        reached(Steps.REVIEWED),
        reached(Steps.OFFERED),
        confirmed,
        Number(share(int(str(confirmed.value)), int(str(whole.value))), whole.those),
        those(ended, states=list(DECLINED)),
        those(sum(launched.get(one, 0) for one in outcomes), launched=True),
    ]


REPORT = Report("screening", "call", make, for_coaches=False)
