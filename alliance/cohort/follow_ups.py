"""`alliance follow-up`: what remains, months after a cohort has ended."""

from __future__ import annotations

from typing import Annotated

import typer

from alliance.connection import connect
from alliance.files import make
from alliance.options import CodeOption, CohortName, File
from alliance.output import as_page, counted, show_page
from alliance.reader import words
from alliance.verbs import Verbs
from shared.contracts.cohort import FollowUp, ListFollowUps, RecordFollowUp, WaiveFollowUp

app = Verbs(help="What remains, months after a cohort has ended.", group="follow-up")

Months = Annotated[
    int, typer.Argument(help="After the cohort's end: 6, 12, 24, or 36 unless the program says otherwise.")
]


def follow_up_row(one: FollowUp) -> tuple[object, ...]:
    return (one.code, one.city, one.months, one.due_on, one.state)


def one_text(found: FollowUp) -> str:
    months = counted("months", found.months)
    return words("follow_up.one", code=found.code, city=found.city, months=months, due=found.due_on, state=found.state)


@app.command("list")
def list_(cohort: CohortName, code: CodeOption = None) -> None:
    """List what is planned, due, done or waived, for each city.

    \b
    Example:
      alliance follow-up list cohort-2027 --code JK2MPJ4V23
    """
    found = connect().call(make(ListFollowUps, cohort=cohort, code=code)).items
    show_page(as_page(found), ("code", "city", "months", "due", "state"), follow_up_row)


app.asks(
    "record JK2MPJ4V23 6 found.json",
    RecordFollowUp,
    one_text,
    "Record what was found; recording again replaces it.",
    months=Months,
    file=File,
)
app.asks(
    'waive JK2MPJ4V23 24 --reason "the city was merged"',
    WaiveFollowUp,
    one_text,
    "Record that there will be no follow-up on that date.",
    months=Months,
)
