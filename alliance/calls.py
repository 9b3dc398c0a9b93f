"""`alliance call`: application rounds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.output import Json, paragraph, show, table
from shared.contracts.intake import Call, CloseCall, ExtendCall, ListCalls, OpenCall, ReopenCall

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
    call = connect().call(make(OpenCall, **read_fields(file)))
    show_call(call, json_)


@app.command("list")
def list_calls(json_: Json = False) -> None:
    """List calls, the latest first.

    \b
    Example:
      alliance call list --json
    """
    page = connect().call(ListCalls())
    rows = [(c.id, c.state, utc(c.closes_at), c.capacity, c.cohort.id, c.title) for c in page.items]
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
    show_call(connect().call(make(ExtendCall, call=call, until=until)), json_)


@app.command()
def reopen(
    call: str,
    code: Annotated[str, typer.Argument(help="The tracking code of the city's application or draft.")],
    until: Annotated[str, typer.Option(help="A date, or a moment with its zone.")],
    json_: Json = False,
) -> None:
    """Open a closed call again for one city, until a moment. The city is told by mail.

    \b
    Example:
      alliance call reopen 2027 JK2MPJ4V23 --until 2027-04-15
    """
    reopening = connect().call(make(ReopenCall, call=call, code=code, until=until))
    text = f"Call {reopening.id} is open for {reopening.code} until {in_zone(reopening.until, reopening.time_zone)}"
    show(reopening.model_dump(mode="json"), json_, paragraph("", text))


@app.command()
def close(call: str, json_: Json = False) -> None:
    """Close the call now, without grace.

    \b
    Example:
      alliance call close 2027
    """
    show_call(connect().call(make(CloseCall, call=call)), json_)


def show_call(call: Call, json_: bool) -> None:
    value: dict[str, Any] = call.model_dump(mode="json")
    closes = f"closes {in_zone(call.closes_at, call.time_zone)}"
    text = paragraph("", f"Call {call.id} ({call.title}): {call.state}, {closes}, cohort {call.cohort.id}")
    show(value, json_, text)


def in_zone(moment: datetime, zone: str) -> str:
    """In the call's zone, which is named, and in UTC."""
    local = moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")
    return f"{local} {zone} ({utc(moment)} UTC)"


def utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
