"""`alliance call`: application rounds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from alliance.asking import ask, ask_page
from alliance.commands import Commands
from alliance.files import read_fields
from alliance.options import CallName, Code, File
from alliance.output import paragraph
from alliance.reader import words
from shared.contracts.intake import Call, CloseCall, ExtendCall, ListCalls, OpenCall, ReopenCall, Reopening

app = Commands(help="Calls: one application round for one cohort.")

Until = Annotated[str, typer.Option(help="A date, or a date and time with its UTC offset.")]


@app.command("open")
def open_call(file: File) -> None:
    """Set up the call in FILE and its cohort. A closing date runs through 23:59:59 in the call's time zone.

    \b
    Example:
      alliance call open examples/call-2027.toml
    """
    ask(OpenCall, call_text, **read_fields(file))


@app.command("list")
def list_calls() -> None:
    """List calls, the latest first.

    \b
    Example:
      alliance call list --json
    """
    ask_page(ListCalls, ("call", "state", "places", "cohort", "title", "closes"), call_row)


@app.command()
def extend(call: CallName, until: Until) -> None:
    """Extend the call.

    \b
    Example:
      alliance call extend 2027 --until 2027-04-15
    """
    ask(ExtendCall, call_text, call=call, until=until)


@app.command()
def reopen(call: CallName, code: Code, until: Until) -> None:
    """Reopen a closed call for one city until a given time. The city is told by mail.

    \b
    Example:
      alliance call reopen 2027 JK2MPJ4V23 --until 2027-04-15
    """
    ask(ReopenCall, reopening_text, call=call, code=code, until=until)


@app.command()
def close(call: CallName) -> None:
    """Close the call now, with no grace period.

    \b
    Example:
      alliance call close 2027
    """
    ask(CloseCall, call_text, call=call)


def call_text(call: Call) -> str:
    closes = in_zone(call.closes_at, call.time_zone)
    named = {"call": call.id, "title": call.title, "state": call.state, "cohort": call.cohort.id}
    return paragraph("", words("call.one", **named, closes=closes))


def call_row(call: Call) -> tuple[object, ...]:
    closes = in_zone(call.closes_at, call.time_zone)
    return (call.id, call.state, call.capacity, call.cohort.id, call.title, closes)


def reopening_text(found: Reopening) -> str:
    until = in_zone(found.until, found.time_zone)
    return paragraph("", words("call.reopened", call=found.id, code=found.code, until=until))


def in_zone(moment: datetime, zone: str) -> str:
    """In the call's zone, which is named, and in UTC."""
    local = moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")
    return f"{local} {zone} ({utc(moment)} UTC)"


def utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
