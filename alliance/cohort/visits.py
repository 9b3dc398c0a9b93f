"""`alliance visit`: the city visit."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import typer

from alliance.options import File
from alliance.output import led, notices_of, paragraph
from alliance.reader import words
from alliance.verbs import Verbs
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

app = Verbs(help="The city visit.", group="visit")


def visit_text(visit: Visit) -> str:
    starts_at, ends_at = (moment.astimezone(ZoneInfo(visit.time_zone)) for moment in (visit.starts_at, visit.ends_at))
    times = {"start": f"{starts_at:%Y-%m-%d %H:%M}", "end": f"{ends_at:%Y-%m-%d %H:%M}", "zone": visit.time_zone}
    parts = [words("visit.one", state=visit.state, **times, place=visit.place)]
    if visit.state == "held":
        due = {"on": visit.write_up_due_on}
        parts += [words("visit.write_up_overdue", **due) if visit.overdue else words("visit.write_up", **due)]
    reason = f"; {visit.cancelled_because}" if visit.cancelled_because else ""
    lines = [paragraph("", f"{', '.join(parts)}{reason}")]
    if visit.participants:
        lines += [led("visit.participants", ", ".join(visit.participants))]
    if visit.answer:
        key = "visit.suits" if visit.answer.suits else "visit.does_not_suit"
        lines += [led(key, visit.answer.note or "", "", on=visit.answer.answered_at.date())]
    if visit.outputs:
        lines += [led("visit.vision", visit.outputs.vision)]
        lines += [led("visit.met", ", ".join(visit.outputs.stakeholders))]
        lines += [led("visit.priority", one.title, "", rank=one.rank) for one in visit.outputs.priorities]
    lines += notices_of(visit.notices)
    return "\n".join(lines)


app.asks("show JK2MPJ4V23", GetVisit, visit_text, "Show the visit, and what came out of it.")
app.asks(
    "propose JK2MPJ4V23 visit.json",
    ProposeVisit,
    visit_text,
    "Propose a time, before it is agreed: {starts_at, ends_at, place, participants}.",
    file=File,
)
app.asks(
    'answer JK2MPJ4V23 --suits\nanswer JK2MPJ4V23 --does-not --note "a week later"',
    AnswerVisit,
    visit_text,
    "Answer the proposed time for the city; its coach is told. Nothing is scheduled by it.",
    suits=typer.Option("--suits/--does-not", help="Whether the proposed time suits the city."),
    note=typer.Option(help="What would suit, where it does not."),
)
app.asks(
    "schedule JK2MPJ4V23 visit.json",
    ScheduleVisit,
    visit_text,
    "Schedule the visit, or move it: {starts_at, ends_at, place, participants}.",
    file=File,
)
app.asks(
    'cancel JK2MPJ4V23 --reason "a storm warning"',
    CancelVisit,
    visit_text,
    "Cancel the visit; it may be scheduled anew.",
)
app.asks("hold JK2MPJ4V23 held.json", HoldVisit, visit_text, "Record that the visit took place: {held_on}.", file=File)
app.asks(
    "write-up JK2MPJ4V23 write-up.json",
    WriteUpVisit,
    visit_text,
    "Write the visit up: {vision, stakeholders, roster, priorities}.",
    file=File,
)
