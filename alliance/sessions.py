"""`alliance session`: coaching, consultations, education, workshops, keynotes."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import typer

from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.output import Json, paragraph, show, table
from alliance.people import person_id
from shared.contracts.cohort import (
    AgreeActionItem,
    CancelSession,
    ChangeActionItem,
    ChangeSessionPeople,
    GetSession,
    HoldSession,
    ListActionItems,
    ListedSession,
    ListSessions,
    MoveSession,
    NoteSession,
    RecordAttendance,
    ReopenSession,
    ScheduleSeries,
    ScheduleSession,
    Session,
)
from shared.messaging.client import Client

app = typer.Typer(help="Coaching, consultations, education, workshops, keynotes.", rich_markup_mode=None)


class State(StrEnum):
    SCHEDULED = "scheduled"
    HELD = "held"
    CANCELLED = "cancelled"


class ItemState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Visibility(StrEnum):
    STAFF = "staff"
    CITY = "city"


Id = Annotated[UUID, typer.Argument(metavar="ID", help="The session's id.")]
Code = Annotated[str, typer.Argument(help="The tracking code.")]
File = Annotated[str, typer.Argument(help="JSON or TOML; see docs/files.md")]
Override = Annotated[str | None, typer.Option("--override", metavar="REASON", help="For program leads.")]
Version = Annotated[int | None, typer.Option(help="Refuse if the session has changed since.")]


@app.command("list")
def list_(
    cohort: Annotated[str | None, typer.Option(help="Of this cohort.")] = None,
    code: Annotated[str | None, typer.Option(help="Of this city.")] = None,
    kind: Annotated[str | None, typer.Option(help="Of this kind.")] = None,
    state: Annotated[State | None, typer.Option(help="In this state.")] = None,
    coach: Annotated[str | None, typer.Option(help="Of this coach: id or address.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500)] = 100,
    after: Annotated[str | None, typer.Option(help="The `next` of the page before.")] = None,
    json_: Json = False,
) -> None:
    """List sessions by their start.

    \b
    Example:
      alliance session list --code JK2MPJ4V23 --state held
    """
    client = connect()
    request = make(
        ListSessions,
        cohort=cohort,
        code=code,
        kind=kind,
        state=state and state.value,
        coach_id=coach and coach_id(client, coach),
        limit=limit,
        after=after,
    )
    page = client.call(request)
    rows = [(s.id, times(s), s.kind, s.state, s.title[:24], cities_of(s)) for s in page.items]
    text = f"{table(('id', 'starts', 'kind', 'state', 'title', 'cities'), rows)}\n{page.total} in all"
    show(page.model_dump(mode="json"), json_, text)


@app.command("show")
def show_one(session: Id, json_: Json = False) -> None:
    """Show a session: who, when, attendance, notes, action items.

    \b
    Example:
      alliance session show 6d7c…
    """
    show_session(connect().call(GetSession(session_id=session)), json_)


@app.command()
def schedule(file: File, override: Override = None, json_: Json = False) -> None:
    """Schedule a session. What it needs follows from its kind.

    \b
    Example:
      alliance session schedule coaching.json
      alliance session schedule coaching.json --override "both agreed"
    """
    client = connect()
    fields = with_coach(client, read_fields(file)) | ({"override": override} if override else {})
    show_session(client.call(make(ScheduleSession, **fields)), json_)


@app.command()
def series(file: File, override: Override = None, json_: Json = False) -> None:
    """Schedule sessions at the same wall time every so many weeks.

    \b
    Example:
      alliance session series coaching-series.json
    """
    client = connect()
    fields = with_coach(client, read_fields(file)) | ({"override": override} if override else {})
    made = client.call(make(ScheduleSeries, **fields))
    rows = [(s.id, times(s), s.time_zone) for s in made.sessions]
    show(made.model_dump(mode="json"), json_, f"series {made.series_id}\n{table(('id', 'starts', 'zone'), rows)}")


@app.command()
def move(session: Id, file: File, override: Override = None, version: Version = None, json_: Json = False) -> None:
    """Move a session to another time, place or coach; bring a cancelled one back.

    \b
    Example:
      alliance session move 6d7c… times.json
    """
    client = connect()
    fields = with_coach(client, read_fields(file)) | ({"override": override} if override else {})
    request = make(MoveSession, session_id=session, expected_version=version, **fields)
    show_session(client.call(request), json_)


@app.command()
def people(session: Id, file: File, version: Version = None, json_: Json = False) -> None:
    """Say anew which cities and people a session is for: {cities, roles, people}.

    \b
    Example:
      alliance session people 6d7c… people.json
    """
    request = make(ChangeSessionPeople, session_id=session, expected_version=version, **read_fields(file)
    )  # fmt: skip
    show_session(connect().call(request), json_)


@app.command()
def cancel(
    session: Id,
    reason: Annotated[str, typer.Option(help="Why.")],
    following: Annotated[bool, typer.Option("--following", help="Also those of its series after it.")] = False,
    version: Version = None,
    json_: Json = False,
) -> None:
    """Cancel a session; everybody who was invited is told.

    \b
    Example:
      alliance session cancel 6d7c… --reason "holiday"
    """
    request = make(CancelSession, session_id=session, reason=reason, following=following, expected_version=version)
    show_session(connect().call(request), json_)


@app.command()
def hold(
    session: Id,
    file: Annotated[str | None, typer.Argument(help="Attendance; may be left out for one city")] = None,
    version: Version = None,
    json_: Json = False,
) -> None:
    """Record that a session took place: {attendance: [{code, attendance}]}.

    \b
    Example:
      alliance session hold 6d7c…
      alliance session hold 6d7c… attendance.json
    """
    fields = read_fields(file) if file else {}
    request = make(HoldSession, session_id=session, expected_version=version, **fields)
    show_session(connect().call(request), json_)


@app.command()
def attendance(session: Id, file: File, json_: Json = False) -> None:
    """Record or correct who came to a session that was held.

    \b
    Example:
      alliance session attendance 6d7c… attendance.json
    """
    show_session(connect().call(make(RecordAttendance, session_id=session, **read_fields(file))), json_)


@app.command()
def reopen(
    session: Id,
    reason: Annotated[str, typer.Option(help="Why.")],
    version: Version = None,
    json_: Json = False,
) -> None:
    """Take back that a session was held; its attendance goes too.

    \b
    Example:
      alliance session reopen 6d7c… --reason "wrong session"
    """
    request = make(ReopenSession, session_id=session, reason=reason, expected_version=version)
    show_session(connect().call(request), json_)


@app.command()
def note(
    session: Id,
    text: Annotated[str, typer.Argument(help="The note.")],
    visibility: Annotated[Visibility, typer.Option("--for", help="Who may read it.")] = Visibility.STAFF,
    json_: Json = False,
) -> None:
    """Write a note, for staff and coaches or for the cities too.

    \b
    Example:
      alliance session note 6d7c… "Draft by Friday." --for city
    """
    request = make(NoteSession, session_id=session, visibility=visibility.value, text=text)
    show_session(connect().call(request), json_)


@app.command()
def agree(session: Id, file: File, json_: Json = False) -> None:
    """Agree an action item: {what, owner or owner_ref, due_on, code?}.

    \b
    Example:
      alliance session agree 6d7c… item.json
    """
    item = connect().call(make(AgreeActionItem, session_id=session, **read_fields(file)))
    show(item.model_dump(mode="json"), json_, f"{item.id}: {item.what} ({item.owner}, by {item.due_on})")


@app.command()
def item(
    item_id: Annotated[UUID, typer.Argument(metavar="ITEM", help="The action item's id.")],
    state: ItemState,
    json_: Json = False,
) -> None:
    """Say that an action item is done, dropped or open again.

    \b
    Example:
      alliance session item 0f3a… done
    """
    changed = connect().call(make(ChangeActionItem, item_id=item_id, state=state.value))
    show(changed.model_dump(mode="json"), json_, f"{changed.what}: {changed.state}")


@app.command()
def items(
    code: Code,
    state: Annotated[ItemState | None, typer.Option(help="In this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500)] = 100,
    after: Annotated[str | None, typer.Option(help="The `next` of the page before.")] = None,
    json_: Json = False,
) -> None:
    """List a city's action items, the next due first.

    \b
    Example:
      alliance session items JK2MPJ4V23 --state open
    """
    page = connect().call(make(ListActionItems, code=code, state=state and state.value, limit=limit, after=after))
    rows = [(i.due_on, i.state, i.owner, i.what[:40], i.id) for i in page.items]
    text = f"{table(('due', 'state', 'owner', 'what', 'id'), rows)}\n{page.total} in all"
    show(page.model_dump(mode="json"), json_, text)


def with_coach(client: Client, fields: dict[str, Any]) -> dict[str, Any]:
    """`coach` in a file is a person's id or address."""
    coach = fields.pop("coach", None)
    return fields if coach is None else fields | {"coach_id": coach_id(client, coach)}


def coach_id(client: Client, coach: str) -> Any:
    """An id is taken as it is: only staff may look people up."""
    try:
        return UUID(coach)
    except ValueError:
        return person_id(client, coach)


def show_session(found: Session, json_: bool) -> None:
    lines = [
        f"{found.title} ({found.kind}, {found.state})  {found.id}",
        f"{times(found)} to {found.ends_at.astimezone(ZoneInfo(found.time_zone)):%H:%M} ({found.time_zone})",
        found.place,
        f"in {', '.join((found.language, *(f'interpreted into {one}' for one in found.interpretation)))}",
    ]
    lines += [f"speaker: {found.speaker}"] if found.speaker else []
    rows = [(c.code, c.city, c.attendance.replace("_", " "), ", ".join(c.modules)) for c in found.cities]
    lines += ["", table(("code", "city", "attendance", "modules" if found.modules else ""), rows)]
    if found.people:
        lines += ["", table(("code", "role", "person"), [(p.code, p.role, p.name or p.ref) for p in found.people])]
    lines += (
        ["", *(paragraph(f"{n.at:%Y-%m-%d} [{n.visibility}] ", n.text) for n in found.notes)] if found.notes else []
    )
    if found.items:
        lines += [
            "",
            table(("due", "state", "owner", "what"), [(i.due_on, i.state, i.owner, i.what) for i in found.items]),
        ]
    lines += [paragraph(f"{s.at:%Y-%m-%d} {s.step}: ", s.reason or "") for s in found.steps]
    show(found.model_dump(mode="json"), json_, "\n".join(lines))


def times(session: Session | ListedSession) -> str:
    return f"{session.starts_at.astimezone(ZoneInfo(session.time_zone)):%Y-%m-%d %H:%M}"


def cities_of(session: ListedSession) -> str:
    return session.cities[0] if len(session.cities) == 1 else f"{len(session.cities)} cities"
