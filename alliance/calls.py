"""`alliance call`: application rounds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.output import Json, paragraph, show, table
from shared.contracts.intake import Call, CloseCall, ExtendCall, ListCalls, OpenCall

app = typer.Typer(help="Calls: one application round for one cohort.", rich_markup_mode=None)


@app.command("open")
def open_call(
    file: Annotated[str, typer.Argument(help="JSON or TOML; see docs/files.md")], json_: Json = False
) -> None:
    """Set up the call in FILE and its cohort. Dates close through 23:59:59 in the call's zone.

    \b
    Example:
      alliance call open examples/call-2027.toml
    """
    call = connect().call(make(OpenCall, "call", **read_fields(file)))
    show_call(call, json_)


@app.command("list")
def list_calls(json_: Json = False) -> None:
    """List calls, the latest first.

    \b
    Example:
      alliance call list --json
    """
    page = connect().call(ListCalls())
    rows = [(c.id, c.state, local(c.closes_at), c.capacity, c.cohort.id, c.title) for c in page.items]
    headings = ("call", "state", "closes (UTC)", "places", "cohort", "title")
    show(page.model_dump(mode="json"), json_, table(headings, rows))


@app.command()
def extend(call: str, until: Annotated[str, typer.Option(help="A date, or a moment with its zone.")],
           json_: Json = False) -> None:  # fmt: skip
    """Close the call later.

    \b
    Example:
      alliance call extend 2027 --until 2027-04-15
    """
    show_call(connect().call(make(ExtendCall, "extension", call=call, until=until)), json_)


@app.command()
def close(call: str, json_: Json = False) -> None:
    """Close the call now.

    \b
    Example:
      alliance call close 2027
    """
    show_call(connect().call(make(CloseCall, "call", call=call)), json_)


def show_call(call: Call, json_: bool) -> None:
    value: dict[str, Any] = call.model_dump(mode="json")
    closes = f"closes {local(call.closes_at)} UTC"
    text = paragraph("", f"Call {call.id} ({call.title}): {call.state}, {closes}, cohort {call.cohort.id}")
    show(value, json_, text)


def local(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
