"""`alliance follow-up`: what remains, months after a cohort has ended."""

from __future__ import annotations

from typing import Annotated

import typer

from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.output import Json, show, table
from shared.contracts.cohort import FollowUp, ListFollowUps, RecordFollowUp, WaiveFollowUp

app = typer.Typer(help="What remains, months after a cohort has ended.", rich_markup_mode=None)

Code = Annotated[str, typer.Argument(help="The tracking code.")]
Months = Annotated[int, typer.Argument(help="After the cohort's end: 6, 12, 24, 36 unless the program says else.")]
File = Annotated[str, typer.Argument(help="JSON or TOML; see docs/files.md")]


@app.command("list")
def list_(
    cohort: str, code: Annotated[str | None, typer.Option("--code", help="One city.")] = None, json_: Json = False
) -> None:
    """List what is planned, due, done or waived, for each city.

    \b
    Example:
      alliance follow-up list cohort-2027 --code JK2MPJ4V23
    """
    found = connect().call(make(ListFollowUps, cohort=cohort, code=code)).items
    rows = [(one.code, one.city, one.months, one.due_on, one.state) for one in found]
    value = {"items": [one.model_dump(mode="json") for one in found], "next": None, "total": len(found)}
    show(value, json_, table(("code", "city", "months", "due", "state"), rows))


@app.command()
def record(code: Code, months: Months, file: File, json_: Json = False) -> None:
    """Record what was found; again replaces it.

    \b
    Example:
      alliance follow-up record JK2MPJ4V23 6 found.json
    """
    show_one(connect().call(make(RecordFollowUp, code=code, months=months, **read_fields(file))), json_)


@app.command()
def waive(
    code: Code,
    months: Months,
    reason: Annotated[str, typer.Option(help="Why; the list shows it.")],
    json_: Json = False,
) -> None:
    """Say that there is none at that date.

    \b
    Example:
      alliance follow-up waive JK2MPJ4V23 24 --reason "the city was merged"
    """
    show_one(connect().call(make(WaiveFollowUp, code=code, months=months, reason=reason)), json_)


def show_one(found: FollowUp, json_: bool) -> None:
    text = f"{found.code}, {found.city}: follow-up at {found.months} months, due {found.due_on}: {found.state}"
    show(found.model_dump(mode="json"), json_, text)
