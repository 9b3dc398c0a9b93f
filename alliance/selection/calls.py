"""`alliance call`: application rounds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from alliance.options import File
from alliance.output import paragraph
from alliance.reader import words
from alliance.verbs import Verbs
from shared.contracts.intake import Call, CloseCall, ExtendCall, ListCalls, OpenCall, ReopenCall, Reopening

app = Verbs(help="Calls: one application round for one cohort.", group="call")

Until = Annotated[str, typer.Option(help="A date, or a date and time with its UTC offset.")]


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


app.asks(
    "open round/call.toml",
    OpenCall,
    call_text,
    "Set up the call in FILE and its cohort. A closing date runs through 23:59:59 in the call's time zone.",
    cohort=None,
    file=File,
)
app.lists(
    "list --json",
    ListCalls,
    ("call", "state", "places", "cohort", "title", "closes"),
    call_row,
    "List calls, the latest first.",
)
app.asks("extend 2027 --until 2027-04-15", ExtendCall, call_text, "Extend the call.", until=Until)
app.asks(
    "reopen 2027 JK2MPJ4V23 --until 2027-04-15",
    ReopenCall,
    reopening_text,
    "Reopen a closed call for one city until a given time. The city is told by mail.",
    until=Until,
)
app.asks("close 2027", CloseCall, call_text, "Close the call now, with no grace period.")
