"""`alliance visit`: the city visit."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from alliance.asking import ask
from alliance.commands import Commands
from alliance.files import read_fields
from alliance.options import Code, File, Override, Reason
from alliance.output import led, notices_of, paragraph
from alliance.reader import words
from shared.contracts.cohort import (
    AnswerVisit,
    CancelVisit,
    GetVisit,
    HoldVisit,
    ProposeVisit,
    ScheduleVisit,
    Visit,
    WriteUpVisit,
)

app = Commands(help="The city visit.")


@app.command("show")
def show_one(code: Code) -> None:
    """Show the visit, and what came out of it.

    \b
    Example:
      alliance visit show JK2MPJ4V23
    """
    ask(GetVisit, visit_text, code=code)


@app.command()
def propose(code: Code, file: File, override: Override = None) -> None:
    """Propose a time, before it is agreed: {starts_at, ends_at, place, participants}.

    \b
    Example:
      alliance visit propose JK2MPJ4V23 visit.json
    """
    ask(ProposeVisit, visit_text, **read_fields(file, code=code, override=override))


@app.command()
def answer(
    code: Code,
    suits: Annotated[bool, typer.Option("--suits/--does-not", help="Whether the proposed time suits the city.")],
    note: Annotated[str | None, typer.Option(help="What would suit, where it does not.")] = None,
) -> None:
    """Answer the proposed time for the city; its coach is told. Nothing is scheduled by it.

    \b
    Example:
      alliance visit answer JK2MPJ4V23 --suits
      alliance visit answer JK2MPJ4V23 --does-not --note "a week later"
    """
    ask(AnswerVisit, visit_text, code=code, suits=suits, note=note)


@app.command()
def schedule(code: Code, file: File, override: Override = None) -> None:
    """Schedule the visit, or move it: {starts_at, ends_at, place, participants}.

    \b
    Example:
      alliance visit schedule JK2MPJ4V23 visit.json
    """
    ask(ScheduleVisit, visit_text, **read_fields(file, code=code, override=override))


@app.command()
def cancel(code: Code, reason: Reason) -> None:
    """Cancel the visit; it may be scheduled anew.

    \b
    Example:
      alliance visit cancel JK2MPJ4V23 --reason "a storm warning"
    """
    ask(CancelVisit, visit_text, code=code, reason=reason)


@app.command()
def hold(code: Code, file: File) -> None:
    """Record that the visit took place: {held_on}.

    \b
    Example:
      alliance visit hold JK2MPJ4V23 held.json
    """
    ask(HoldVisit, visit_text, **read_fields(file, code=code))


@app.command("write-up")
def write_up(code: Code, file: File) -> None:
    """Write the visit up: {vision, stakeholders, roster, priorities}.

    \b
    Example:
      alliance visit write-up JK2MPJ4V23 write-up.json
    """
    ask(WriteUpVisit, visit_text, **read_fields(file, code=code))


def visit_text(visit: Visit) -> str:
    starts_at, ends_at = (moment.astimezone(ZoneInfo(visit.time_zone)) for moment in (visit.starts_at, visit.ends_at))
    times = {"start": f"{starts_at:%Y-%m-%d %H:%M}", "end": f"{ends_at:%Y-%m-%d %H:%M}", "zone": visit.time_zone}
    parts = [words("visit.one", state=visit.state, **times, place=visit.place)]
    if visit.state == "held":
        due = {"on": visit.write_up_due_on}
        parts += [words("visit.write_up_overdue", **due) if visit.overdue else words("visit.write_up", **due)]
    reason = f"; {visit.cancelled_because}" if visit.cancelled_because else ""
    lines = [paragraph("", f"{', '.join(parts)}{reason}")]
    if visit.answer:
        key = "visit.suits" if visit.answer.suits else "visit.does_not_suit"
        lines += [led(key, visit.answer.note or "", "", on=visit.answer.answered_at.date())]
    if visit.outputs:
        lines += [led("visit.vision", visit.outputs.vision)]
        lines += [led("visit.met", ", ".join(visit.outputs.stakeholders))]
        lines += [led("visit.priority", one.title, "", rank=one.rank) for one in visit.outputs.priorities]
    lines += notices_of(visit.notices)
    return "\n".join(lines)
