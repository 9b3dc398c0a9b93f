"""`alliance session`: coaching, consultations, education, workshops, keynotes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import typer

from alliance.asking import ask
from alliance.cohort.action_items import agree, change_item, items
from alliance.cohort.session_texts import cities_of, series_text, session_text, times
from alliance.commands import Commands
from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.naming import names_of, person_id, with_people
from alliance.options import After, CodeOption, File, Limit, Override, Reason, SessionId, Version
from alliance.output import in_json, show_page
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

app = Commands(help="Coaching, consultations, education, workshops, keynotes.")
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


@app.command("show")
def show_one(session: SessionId) -> None:
    """Show a session: who, when, attendance, notes, action items.

    \b
    Example:
      alliance session show "First coaching"
    """
    ask(GetSession, session_text, session_id=session)


@app.command()
def schedule(file: File, override: Override = None) -> None:
    """Schedule a session. What it needs follows from its kind.

    \b
    Example:
      alliance session schedule coaching.json
      alliance session schedule coaching.json --override "both agreed"
    """
    ask(ScheduleSession, session_text, **with_people(read_fields(file, override=override)))


@app.command()
def series(file: File, override: Override = None) -> None:
    """Schedule sessions at the same local time every so many weeks.

    \b
    Example:
      alliance session series coaching-series.json
    """
    ask(ScheduleSeries, series_text, **with_people(read_fields(file, override=override)))


@app.command()
def move(session: SessionId, file: File, override: Override = None, version: Version = None) -> None:
    """Move a session to another time, place, or coach, or bring a canceled one back.

    \b
    Example:
      alliance session move "First coaching" times.json
    """
    fields = read_fields(file, session_id=session, expected_version=version, override=override)
    ask(MoveSession, session_text, **with_people(fields))


@app.command()
def people(session: SessionId, file: File, override: Override = None, version: Version = None) -> None:
    """Change which cities and people a session is for: {cities, roles, people}.

    \b
    Example:
      alliance session people "First coaching" people.json
    """
    fields = read_fields(file, session_id=session, expected_version=version, override=override)
    ask(ChangeSessionPeople, session_text, **with_people(fields))


@app.command()
def cancel(
    session: SessionId,
    reason: Reason,
    following: Annotated[bool, typer.Option("--following", help="Also those of its series after it.")] = False,
    version: Version = None,
) -> None:
    """Cancel a session; everybody who was invited is told.

    \b
    Example:
      alliance session cancel "First coaching" --reason "holiday"
    """
    ask(CancelSession, session_text, session_id=session, reason=reason, following=following, expected_version=version)


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


@app.command()
def attendance(session: SessionId, file: File) -> None:
    """Record or correct who came to a session that was held.

    \b
    Example:
      alliance session attendance "First coaching" attendance.json
    """
    ask(RecordAttendance, session_text, **with_people(read_fields(file, session_id=session)))


@app.command()
def reopen(session: SessionId, reason: Reason, version: Version = None) -> None:
    """Take back that a session was held; its attendance goes too.

    \b
    Example:
      alliance session reopen "First coaching" --reason "wrong session"
    """
    ask(ReopenSession, session_text, session_id=session, reason=reason, expected_version=version)


@app.command()
def note(
    session: SessionId,
    text: Annotated[str, typer.Argument(help="The note.")],
    visibility: Annotated[Visibility, typer.Option("--for", help="Who may read it.")] = "staff",
) -> None:
    """Write a note for staff and coaches, or for the cities too.

    \b
    Example:
      alliance session note "First coaching" "Draft by Friday." --for city
    """
    ask(NoteSession, session_text, session_id=session, visibility=visibility, text=text)


app.command()(agree)
app.command("item")(change_item)
app.command()(items)
