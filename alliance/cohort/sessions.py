"""`alliance session`: coaching, consultations, education, workshops, keynotes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import typer

from alliance.asking import ask
from alliance.cohort import action_items
from alliance.cohort.session_texts import cities_of, series_text, session_text, times
from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.naming import names_of, person_id, with_people
from alliance.options import After, CodeOption, File, Limit, SessionId, Version
from alliance.output import in_json, show_page
from alliance.verbs import Verbs
from shared.contracts.cohort import (
    CancelSession,
    ChangeSessionPeople,
    GetSession,
    HoldSession,
    ListedSession,
    ListSessions,
    MoveSession,
    NoteSession,
    RecordAttendance,
    ReopenSession,
    ScheduleSeries,
    ScheduleSession,
)

app = Verbs(help="Coaching, consultations, education, workshops, keynotes.", group="session", reading=with_people)
SessionState = Literal["scheduled", "held", "cancelled"]
Visibility = Literal["staff", "city"]


@app.command("list")
def list_(
    cohort: Annotated[str | None, typer.Option(help="Of this cohort.")] = None,
    code: CodeOption = None,
    kind: Annotated[str | None, typer.Option(help="Of this kind.")] = None,
    state: Annotated[SessionState | None, typer.Option(help="In this state.")] = None,
    coach: Annotated[UUID | None, typer.Option(metavar="PERSON", parser=person_id, help="Of this coach.")] = None,
    since: Annotated[datetime | None, typer.Option(help="That end after it: a day or a moment.")] = None,
    until: Annotated[datetime | None, typer.Option(help="That start before it.")] = None,
    limit: Limit = 100,
    after: After = None,
) -> None:
    """List sessions by their start.

    \b
    Example:
      alliance session list --code JK2MPJ4V23 --state held
    """
    between = {name: at and at.astimezone() for name, at in (("since", since), ("until", until))}
    fields = {"cohort": cohort, "code": code, "kind": kind, "state": state, "coach_id": coach, **between}
    page = connect().call(make(ListSessions, **fields, limit=limit, after=after))
    names = {} if in_json() else names_of(session.coach_id for session in page.items if session.coach_id)

    def row(session: ListedSession) -> tuple[object, ...]:
        coach_name = names[session.coach_id] if session.coach_id else ""
        place = (times(session), session.kind, session.state, session.title, cities_of(session))
        return (*place, coach_name, session.id)

    show_page(page, ("starts", "kind", "state", "title", "cities", "coach", "id"), row)


app.asks(
    'show "First coaching"', GetSession, session_text, "Show a session: who, when, attendance, notes, action items."
)
app.asks(
    'schedule coaching.json\nschedule coaching.json --override "both agreed"',
    ScheduleSession,
    session_text,
    "Schedule a session. What it needs follows from its kind.",
    cohort=None,
    file=File,
)
app.asks(
    "series coaching-series.json",
    ScheduleSeries,
    series_text,
    "Schedule sessions at the same local time every so many weeks.",
    cohort=None,
    file=File,
)
app.asks(
    'move "First coaching" times.json',
    MoveSession,
    session_text,
    "Move a session to another time, place, or coach, or bring a canceled one back.",
    file=File,
)
app.asks(
    'people "First coaching" people.json',
    ChangeSessionPeople,
    session_text,
    "Change which cities and people a session is for: {cities, roles, people}.",
    file=File,
)
app.asks(
    'cancel "First coaching" --reason "holiday"',
    CancelSession,
    session_text,
    "Cancel a session; everybody who was invited is told.",
    following=typer.Option(help="Also those of its series after it."),
)


@app.command()
def hold(
    session: SessionId,
    file: Annotated[str | None, typer.Argument(help="Attendance; may be left out for one city")] = None,
    version: Version = None,
) -> None:
    """Record that a session took place: {attendance: [{code, attendance}]}.

    \b
    Example:
      alliance session hold "First coaching"
      alliance session hold "First coaching" attendance.json
    """
    given = {"session_id": session, "expected_version": version}
    ask(HoldSession, session_text, **(read_fields(file, **given) if file else given))


app.asks(
    'attendance "First coaching" attendance.json',
    RecordAttendance,
    session_text,
    "Record or correct who came to a session that was held.",
    file=File,
)
app.asks(
    'reopen "First coaching" --reason "wrong session"',
    ReopenSession,
    session_text,
    "Mark a session that was held as not held; its attendance goes too.",
)
app.asks(
    'note "First coaching" "Draft by Friday." --for city',
    NoteSession,
    session_text,
    "Write a note for staff and coaches, or for the cities too.",
    visibility=typer.Option("staff", "--for", help="Who may read it."),
    text=typer.Argument(help="The note."),
)
app.include(action_items.app)
