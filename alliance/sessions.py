"""`alliance session`: coaching, consultations, education, workshops, keynotes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import typer

from alliance.asking import ask, ask_page
from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.naming import as_id, city_code, every, names_of, names_of_refs, names_of_rosters, person_id, pick
from alliance.options import After, Code, CodeOption, File, Limit, Override, Reason, SessionId, Version
from alliance.output import Json, counted, notices_of, paragraph, show_page, table, usage
from alliance.reader import words
from shared.contracts.cohort import (
    ActionItem,
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
    SessionSeries,
)

app = typer.Typer(help="Coaching, consultations, education, workshops, keynotes.", rich_markup_mode=None)

SessionState = Literal["scheduled", "held", "cancelled"]
ItemState = Literal["open", "done", "dropped"]
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
    json_: Json = False,
) -> None:
    """List sessions by their start.

    \b
    Example:
      alliance session list --code JK2MPJ4V23 --state held
    """
    between = {name: at and at.astimezone() for name, at in (("since", since), ("until", until))}
    fields = {"cohort": cohort, "code": code, "kind": kind, "state": state, "coach_id": coach, **between}
    page = connect().call(make(ListSessions, **fields, limit=limit, after=after))
    names = {} if json_ else names_of(session.coach_id for session in page.items if session.coach_id)

    def row(session: ListedSession) -> tuple[object, ...]:
        coach_name = names[session.coach_id] if session.coach_id else ""
        place = (times(session), session.kind, session.state, session.title, cities_of(session))
        return (*place, coach_name, session.id)

    show_page(page, json_, ("starts", "kind", "state", "title", "cities", "coach", "id"), row)


@app.command("show")
def show_one(session: SessionId, json_: Json = False) -> None:
    """Show a session: who, when, attendance, notes, action items.

    \b
    Example:
      alliance session show "First coaching"
    """
    ask(GetSession, json_, session_text, session_id=session)


@app.command()
def schedule(file: File, override: Override = None, json_: Json = False) -> None:
    """Schedule a session. What it needs follows from its kind.

    \b
    Example:
      alliance session schedule coaching.json
      alliance session schedule coaching.json --override "both agreed"
    """
    ask(ScheduleSession, json_, session_text, **with_people(read_fields(file, override=override)))


@app.command()
def series(file: File, override: Override = None, json_: Json = False) -> None:
    """Schedule sessions at the same local time every so many weeks.

    \b
    Example:
      alliance session series coaching-series.json
    """
    ask(ScheduleSeries, json_, series_text, **with_people(read_fields(file, override=override)))


@app.command()
def move(
    session: SessionId, file: File, override: Override = None, version: Version = None, json_: Json = False
) -> None:
    """Move a session to another time, place, or coach, or bring a canceled one back.

    \b
    Example:
      alliance session move "First coaching" times.json
    """
    fields = read_fields(file, session_id=session, expected_version=version, override=override)
    ask(MoveSession, json_, session_text, **with_people(fields))


@app.command()
def people(
    session: SessionId, file: File, override: Override = None, version: Version = None, json_: Json = False
) -> None:
    """Change which cities and people a session is for: {cities, roles, people}.

    \b
    Example:
      alliance session people "First coaching" people.json
    """
    fields = read_fields(file, session_id=session, expected_version=version, override=override)
    ask(ChangeSessionPeople, json_, session_text, **with_people(fields))


@app.command()
def cancel(
    session: SessionId,
    reason: Reason,
    following: Annotated[bool, typer.Option("--following", help="Also those of its series after it.")] = False,
    version: Version = None,
    json_: Json = False,
) -> None:
    """Cancel a session; everybody who was invited is told.

    \b
    Example:
      alliance session cancel "First coaching" --reason "holiday"
    """
    ask(
        CancelSession,
        json_,
        session_text,
        session_id=session,
        reason=reason,
        following=following,
        expected_version=version,
    )


@app.command()
def hold(
    session: SessionId,
    file: Annotated[str | None, typer.Argument(help="Attendance; may be left out for one city")] = None,
    version: Version = None,
    json_: Json = False,
) -> None:
    """Record that a session took place: {attendance: [{code, attendance}]}.

    \b
    Example:
      alliance session hold "First coaching"
      alliance session hold "First coaching" attendance.json
    """
    given = {"session_id": session, "expected_version": version}
    ask(HoldSession, json_, session_text, **(read_fields(file, **given) if file else given))


@app.command()
def attendance(session: SessionId, file: File, json_: Json = False) -> None:
    """Record or correct who came to a session that was held.

    \b
    Example:
      alliance session attendance "First coaching" attendance.json
    """
    ask(RecordAttendance, json_, session_text, **with_people(read_fields(file, session_id=session)))


@app.command()
def reopen(
    session: SessionId,
    reason: Reason,
    version: Version = None,
    json_: Json = False,
) -> None:
    """Take back that a session was held; its attendance goes too.

    \b
    Example:
      alliance session reopen "First coaching" --reason "wrong session"
    """
    ask(ReopenSession, json_, session_text, session_id=session, reason=reason, expected_version=version)


@app.command()
def note(
    session: SessionId,
    text: Annotated[str, typer.Argument(help="The note.")],
    visibility: Annotated[Visibility, typer.Option("--for", help="Who may read it.")] = "staff",
    json_: Json = False,
) -> None:
    """Write a note for staff and coaches, or for the cities too.

    \b
    Example:
      alliance session note "First coaching" "Draft by Friday." --for city
    """
    ask(NoteSession, json_, session_text, session_id=session, visibility=visibility, text=text)


@app.command()
def agree(session: SessionId, file: File, json_: Json = False) -> None:
    """Agree on an action item: {what, owner or owner_ref, due_on, code?}.

    \b
    Example:
      alliance session agree "First coaching" item.json
    """
    ask(AgreeActionItem, json_, item_text, **with_people(read_fields(file, session_id=session)))


@app.command("item")
def change_item(
    item: Annotated[str, typer.Argument(metavar="ITEM", help="Its id, or with --of, what is to be done.")],
    state: ItemState,
    of: Annotated[
        str | None, typer.Option("--of", metavar="CODE", parser=city_code, help="The city whose item it is.")
    ] = None,
    json_: Json = False,
) -> None:
    """Record that an action item is done, dropped, or open again.

    \b
    Example:
      alliance session item "share the register" done --of JK2MPJ4V23
    """
    ask(
        ChangeActionItem,
        json_,
        lambda one: words("coaching.item_state", what=one.what, state=one.state),
        item_id=item_id(item, of),
        state=state,
    )


@app.command()
def items(
    code: Code,
    state: Annotated[ItemState | None, typer.Option(help="In this state.")] = None,
    limit: Limit = 100,
    after: After = None,
    json_: Json = False,
) -> None:
    """List a city's action items, the next due first.

    \b
    Example:
      alliance session items JK2MPJ4V23 --state open
    """
    headings = ("due", "state", "owner", "what", "id")
    ask_page(ListActionItems, json_, headings, item_row, code=code, state=state, limit=limit, after=after)


def with_people(fields: dict[str, Any]) -> dict[str, Any]:
    """A file names its coach as people do, and cities by name where it names them."""
    if isinstance(coach := fields.pop("coach", None), str):
        fields["coach_id"] = person_id(coach)
    for name in ("people", "attendance"):
        fields |= {name: [with_city(one) for one in fields[name]]} if isinstance(fields.get(name), list) else {}
    if isinstance(cities := fields.get("cities"), list):
        fields["cities"] = [city_code(one) if isinstance(one, str) else one for one in cities]
    return {**with_city(fields)}


def with_city(fields: Any) -> Any:
    if isinstance(fields, dict) and isinstance(code := fields.get("code"), str):
        return {**fields, "code": city_code(code)}
    return fields


def item_id(text: str, of: str | None) -> UUID:
    """An id stands alone; what is to be done, or how an id begins, needs the city."""
    whole = as_id(text)
    if whole is not None:
        return whole
    if of is None:
        raise usage("item_needs_city")
    return pick("action_item", text, {one.id: one.what for one in every(ListActionItems, 500, code=of)})


def item_row(item: ActionItem) -> tuple[object, ...]:
    return (item.due_on, item.state, item.owner, item.what, item.id)


def item_text(item: ActionItem) -> str:
    said = words("coaching.item", what=item.what, owner=item.owner, on=item.due_on)
    return f"{said}\n{words('id', id=item.id)}"


def series_text(made: SessionSeries) -> str:
    rows = [(times(session), session.time_zone, session.id) for session in made.sessions]
    return f"{words('coaching.series', id=made.series_id)}\n{table(('starts', 'zone', 'id'), rows)}"


def session_text(found: Session) -> str:
    ends = f"{found.ends_at.astimezone(ZoneInfo(found.time_zone)):%H:%M}"
    languages = [found.language, *(words("coaching.interpreted", language=one) for one in found.interpretation)]
    lines = [
        f"{found.title} ({found.kind}, {found.state})  {found.id}",
        words("coaching.times", starts=times(found), ends=ends, zone=found.time_zone),
        found.place,
        words("coaching.languages", languages=", ".join(languages)),
    ]
    lines += [words("coaching.coach", name=names_of([found.coach_id])[found.coach_id])] if found.coach_id else []
    lines += [words("coaching.speaker", name=found.speaker)] if found.speaker else []
    rows = [(c.code, c.city, c.invited, c.attendance.replace("_", " "), ", ".join(c.modules)) for c in found.cities]
    lines += ["", table(("code", "city", "invited", "attendance", "modules" if found.modules else ""), rows)]
    lines += ["", people_table(found)] if found.people else []
    lines += (
        ["", *(paragraph(f"{n.at:%Y-%m-%d} [{n.visibility}] ", n.text) for n in found.notes)] if found.notes else []
    )
    if found.items:
        lines += [
            "",
            table(("due", "state", "owner", "what"), [(i.due_on, i.state, i.owner, i.what) for i in found.items]),
        ]
    lines += [paragraph(f"{s.at:%Y-%m-%d} {s.step}: ", s.reason or "") for s in found.steps]
    lines += notices_of(found.notices)
    return "\n".join(lines)


def people_table(found: Session) -> str:
    """By their names, which their references' owners know."""
    own = names_of_rosters(one.code for one in found.people if one.ref and one.ref.startswith("cohort:"))
    names = names_of_refs(str(one.ref) for one in found.people if one.ref) | own
    rows = [(p.code, p.role.replace("_", " "), p.name or names.get(str(p.ref), p.ref)) for p in found.people]
    return table(("code", "role", "person"), rows)


def times(session: Session | ListedSession) -> str:
    return f"{session.starts_at.astimezone(ZoneInfo(session.time_zone)):%Y-%m-%d %H:%M}"


def cities_of(session: ListedSession) -> str:
    named = session.city_names or session.cities
    return named[0] if len(named) == 1 else counted("cities", len(named))
