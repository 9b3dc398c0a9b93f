"""`alliance visit`: the city visit."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.output import Json, paragraph, show
from shared.contracts.cohort import HoldVisit, ScheduleVisit, Visit, WriteUpVisit

app = typer.Typer(help="The city visit.", rich_markup_mode=None)

Code = Annotated[str, typer.Argument(help="The tracking code.")]
File = Annotated[str, typer.Argument(help="JSON or TOML; see docs/files.md")]


@app.command()
def schedule(
    code: Code,
    file: File,
    override: Annotated[str | None, typer.Option("--override", metavar="REASON", help="For program leads.")] = None,
    json_: Json = False,
) -> None:
    """Schedule the visit, or move it: {starts_at, ends_at, place, participants}.

    \b
    Example:
      alliance visit schedule JK2MPJ4V23 visit.json
    """
    fields = read_fields(file) | ({"override": override} if override else {})
    show_visit(connect().call(make(ScheduleVisit, "visit", **fields | {"code": code})), json_)


@app.command()
def hold(code: Code, file: File, json_: Json = False) -> None:
    """Record that the visit took place: {held_on}.

    \b
    Example:
      alliance visit hold JK2MPJ4V23 held.json
    """
    show_visit(connect().call(make(HoldVisit, "visit", **read_fields(file) | {"code": code})), json_)


@app.command("write-up")
def write_up(code: Code, file: File, json_: Json = False) -> None:
    """Write the visit up: {vision, stakeholders, roster, priorities}.

    \b
    Example:
      alliance visit write-up JK2MPJ4V23 write-up.json
    """
    show_visit(connect().call(make(WriteUpVisit, "write-up", **read_fields(file) | {"code": code})), json_)


def show_visit(visit: Visit, json_: bool) -> None:
    due = f", write-up due {visit.write_up_due_on}" if visit.state == "held" else ""
    starts_at, ends_at = (moment.astimezone(ZoneInfo(visit.time_zone)) for moment in (visit.starts_at, visit.ends_at))
    times = f"{starts_at:%Y-%m-%d %H:%M} to {ends_at:%Y-%m-%d %H:%M} ({visit.time_zone})"
    text = paragraph("", f"visit {visit.state}: {times}, {visit.place}{due}")
    show(visit.model_dump(mode="json"), json_, text)
