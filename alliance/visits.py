"""`alliance visit`: the city visit."""

from __future__ import annotations

from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.output import Json, paragraph, show
from shared.contracts.cohort import CancelVisit, GetVisit, HoldVisit, ProposeVisit, ScheduleVisit, Visit, WriteUpVisit

app = typer.Typer(help="The city visit.", rich_markup_mode=None)

Code = Annotated[str, typer.Argument(help="The tracking code.")]
File = Annotated[str, typer.Argument(help="JSON or TOML; see docs/files.md")]
Override = Annotated[str | None, typer.Option("--override", metavar="REASON", help="For program leads.")]


@app.command("show")
def show_one(code: Code, json_: Json = False) -> None:
    """Show the visit, and what came out of it.

    \b
    Example:
      alliance visit show JK2MPJ4V23
    """
    show_visit(connect().call(make(GetVisit, code=code)), json_)


@app.command()
def propose(code: Code, file: File, override: Override = None, json_: Json = False) -> None:
    """Propose a time, before it is agreed: {starts_at, ends_at, place, participants}.

    \b
    Example:
      alliance visit propose JK2MPJ4V23 visit.json
    """
    show_visit(connect().call(make(ProposeVisit, **time_of(file, override) | {"code": code})), json_)


@app.command()
def schedule(code: Code, file: File, override: Override = None, json_: Json = False) -> None:
    """Schedule the visit, or move it: {starts_at, ends_at, place, participants}.

    \b
    Example:
      alliance visit schedule JK2MPJ4V23 visit.json
    """
    show_visit(connect().call(make(ScheduleVisit, **time_of(file, override) | {"code": code})), json_)


@app.command()
def cancel(
    code: Code, reason: Annotated[str, typer.Option(help="Why; `visit show` shows it.")], json_: Json = False
) -> None:
    """Cancel the visit; it may be scheduled anew.

    \b
    Example:
      alliance visit cancel JK2MPJ4V23 --reason "a storm warning"
    """
    show_visit(connect().call(make(CancelVisit, code=code, reason=reason)), json_)


@app.command()
def hold(code: Code, file: File, json_: Json = False) -> None:
    """Record that the visit took place: {held_on}.

    \b
    Example:
      alliance visit hold JK2MPJ4V23 held.json
    """
    show_visit(connect().call(make(HoldVisit, **read_fields(file) | {"code": code})), json_)


@app.command("write-up")
def write_up(code: Code, file: File, json_: Json = False) -> None:
    """Write the visit up: {vision, stakeholders, roster, priorities}.

    \b
    Example:
      alliance visit write-up JK2MPJ4V23 write-up.json
    """
    show_visit(connect().call(make(WriteUpVisit, **read_fields(file) | {"code": code})), json_)


def time_of(file: str, override: str | None) -> dict[str, Any]:
    return read_fields(file) | ({"override": override} if override else {})


def show_visit(visit: Visit, json_: bool) -> None:
    late = " (overdue)" if visit.overdue else ""
    due = f", write-up due {visit.write_up_due_on}{late}" if visit.state == "held" else ""
    starts_at, ends_at = (moment.astimezone(ZoneInfo(visit.time_zone)) for moment in (visit.starts_at, visit.ends_at))
    times = f"{starts_at:%Y-%m-%d %H:%M} to {ends_at:%Y-%m-%d %H:%M} ({visit.time_zone})"
    why = f"; {visit.cancelled_because}" if visit.cancelled_because else ""
    lines = [paragraph("", f"visit {visit.state}: {times}, {visit.place}{due}{why}")]
    if visit.outputs:
        lines += [paragraph("vision: ", visit.outputs.vision)]
        lines += [paragraph("met: ", ", ".join(visit.outputs.stakeholders))]
        lines += [paragraph(f"priority {one.rank}: ", one.title) for one in visit.outputs.priorities]
    show(visit.model_dump(mode="json"), json_, "\n".join(lines))
