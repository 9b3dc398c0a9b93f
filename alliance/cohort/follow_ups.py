"""`alliance follow-up`: what remains, months after a cohort has ended."""

from __future__ import annotations

from typing import Annotated

import typer

from alliance.asking import ask
from alliance.commands import Commands
from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.options import Code, CodeOption, CohortName, File, Reason
from alliance.output import as_page, counted, show_page
from alliance.reader import words
from shared.contracts.cohort import FollowUp, ListFollowUps, RecordFollowUp, WaiveFollowUp

app = Commands(help="What remains, months after a cohort has ended.")

Months = Annotated[
    int, typer.Argument(help="After the cohort's end: 6, 12, 24, or 36 unless the program says otherwise.")
]


@app.command("list")
def list_(cohort: CohortName, code: CodeOption = None) -> None:
    """List what is planned, due, done or waived, for each city.

    \b
    Example:
      alliance follow-up list cohort-2027 --code JK2MPJ4V23
    """
    found = connect().call(make(ListFollowUps, cohort=cohort, code=code)).items
    show_page(as_page(found), ("code", "city", "months", "due", "state"), follow_up_row)


def follow_up_row(one: FollowUp) -> tuple[object, ...]:
    return (one.code, one.city, one.months, one.due_on, one.state)


@app.command()
def record(code: Code, months: Months, file: File) -> None:
    """Record what was found; recording again replaces it.

    \b
    Example:
      alliance follow-up record JK2MPJ4V23 6 found.json
    """
    ask(RecordFollowUp, one_text, **read_fields(file, code=code, months=months))


@app.command()
def waive(code: Code, months: Months, reason: Reason) -> None:
    """Record that there will be no follow-up on that date.

    \b
    Example:
      alliance follow-up waive JK2MPJ4V23 24 --reason "the city was merged"
    """
    ask(WaiveFollowUp, one_text, code=code, months=months, reason=reason)


def one_text(found: FollowUp) -> str:
    months = counted("months", found.months)
    return words("follow_up.one", code=found.code, city=found.city, months=months, due=found.due_on, state=found.state)
