"""Sessions of a city: what lies ahead and what was held; one session with its people, notes, attendance and what was
agreed there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.portal.forms.fields import Field
from services.portal.pages.city.leaf import Leaf, routes_of
from services.portal.pages.city.people import actor_names, ref_names
from services.portal.pages.city.room import Room
from services.portal.pages.city.session_people import APART, as_invited, invited, members, with_people
from services.portal.pages.city.verbs import Fields, Verb
from services.portal.web.names import named, tongues
from shared.contracts import cohort
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of

HOURS = (
    Field("first_on", "day"),
    Field("at", "hour", label="at_the_hour"),
    Field("minutes", "number"),
    Field("every_weeks", "number"),
    Field("count", "number", label="how_many_times"),
)
ATTENDANCES = ("present", "excused", "absent")
MOST = 500


def kinds(room: Room) -> list[tuple[str, str]]:
    """Those for a city alone."""
    return [(one.id, room.page.title(one)) for one in room.page.program.session_kinds if one.least_cities == 1]


def coach(room: Room) -> list[tuple[str, str]]:
    lead = room.city.lead_coach_id
    return [(str(lead), room.names(lead).get(lead, "—"))] if lead else []


def plan(room: Room) -> Fields:
    return *what(room), Field("starts_at", "moment"), Field("ends_at", "moment"), *where_and_who(room)


def series(room: Room) -> Fields:
    """The same hour every so many weeks, by the city's clock."""
    return *what(room), *HOURS, *where_and_who(room)


def what(room: Room) -> Fields:
    return Field("kind", "choice", options=kinds(room), label="session_kind"), Field("title")


def where_and_who(room: Room) -> Fields:
    return (
        Field("place", hint="place"),
        Field("language", "choice", options=tongues(room.page.language), optional=True),
        Field("coach_id", "choice", options=coach(room), optional=True, label="coach"),
        Field("speaker", optional=True),
        Field("bring", optional=True),
        Field("people", "boxes", options=members(room)),
    )


def of_city(room: Room) -> Mapping[str, Any]:
    return {"cohort": room.city.cohort, "cities": [room.code], "time_zone": room.zone}


TURNS = (
    Verb("finish-item", cohort.ChangeActionItem, fixed={"state": "done"}),
    Verb("reopen-item", cohort.ChangeActionItem, fixed={"state": "open"}),
    Verb("drop-item", cohort.ChangeActionItem, fixed={"state": "dropped"}),
)
SERIES = Verb("schedule-series", cohort.ScheduleSeries, series, of_city, shape=with_people)
SCHEDULE = Verb("schedule-session", cohort.ScheduleSession, plan, of_city, shape=with_people, look="main")


def read_all(room: Room) -> Mapping[str, Any]:
    asked = cohort.ListSessions(code=room.code, limit=MOST), cohort.ListActionItems(code=room.code, limit=MOST)
    room.ahead(*asked)
    sessions, items = room.ask(asked[0]).items, room.ask(asked[1]).items
    ahead = [one for one in sessions if one.state == "scheduled" and one.ends_at > room.now]
    return {
        "upcoming": ahead,
        "past": [one for one in reversed(sessions) if one not in ahead],
        "open_items": [one for one in items if one.state == "open"],
        "closed_items": [one for one in items if one.state != "open"],
        "kinds": {one.id: room.page.title(one) for one in room.page.program.session_kinds},
    }


# -- one session -------------------------------------------------------------------------------------------------------


def session_of(room: Room) -> cohort.Session:
    """Of this city; another's is nowhere."""
    session = room.ask(request_of(cohort.GetSession, session_id=room.given["session"]))
    if all(one.code != room.code for one in session.cities):
        raise Refusal("not_found", reason="address")
    return session


def by_id(room: Room) -> Mapping[str, Any]:
    return {"session_id": session_of(room).id}


def attendance(room: Room) -> Fields:
    """Of each of its cities that the reader sees; with the modules that they completed, where it has any."""
    session = session_of(room)
    states = [(one, named(room.page.language, "attendances", one)) for one in ATTENDANCES]
    modules = [(one, one) for one in session.modules]
    found: list[Field] = []
    for number, city in enumerate(session.cities):
        place = f"attendance.{number}"
        found += [
            Field(f"{place}.code", "hidden"),
            Field(f"{place}.attendance", "radio", options=states, words=city.city),
            *([Field(f"{place}.modules", "boxes", options=modules)] if modules else []),
        ]
    return tuple(found)


def said_alone(typed: dict[str, Any]) -> dict[str, Any]:
    """Cities of which nothing was said are left out."""
    entries = [one for one in typed.get("attendance") or () if one.get("attendance")]
    return typed | {"attendance": entries}


def owners(room: Room) -> Fields:
    team = [(value.partition(APART)[2], name) for value, name in members(room)]
    return (
        Field("what", "long", rows=2, label="agreed"),
        Field("owner_ref", "choice", options=team, optional=True, label="owner"),
        Field("owner", optional=True, label="owner_other"),
        Field("due_on", "day"),
    )


def readers(room: Room) -> Fields:
    options = [(one, named(room.page.language, "readers", one)) for one in ("city", "staff")]
    return Field("visibility", "radio", options=options), Field("text", "long", rows=4)


TIMES = (
    Field("starts_at", "moment"),
    Field("ends_at", "moment"),
    Field("place", hint="place"),
    Field("bring", optional=True),
)
VERBS = (
    Verb("hold", cohort.HoldSession, attendance, by_id, shape=said_alone, look="main"),
    Verb("record-attendance", cohort.RecordAttendance, attendance, by_id, shape=said_alone),
    Verb("note", cohort.NoteSession, readers, by_id),
    Verb("agree-item", cohort.AgreeActionItem, owners, by_id),
    Verb("move-session", cohort.MoveSession, TIMES, lambda room: {**by_id(room), "time_zone": room.zone}),
    Verb(
        "change-people",
        cohort.ChangeSessionPeople,
        lambda room: invited(room, session_of(room)),
        lambda room: {**by_id(room), **({} if room.staff else {"cities": [room.code]})},
        shape=with_people,
        says="change_session_people",
    ),
    Verb(
        "cancel-session",
        cohort.CancelSession,
        (Field("reason", "long", rows=2), Field("following", "tick")),
        by_id,
        look="stop",
    ),
    Verb("reopen-session", cohort.ReopenSession, (Field("reason", "long", rows=2),), by_id, look="stop"),
    *TURNS,
)


def read_one(room: Room) -> Mapping[str, Any]:
    session = session_of(room)
    names = ref_names(room, [one.ref for one in session.people if one.ref])
    kind = next((one for one in room.page.program.session_kinds if one.id == session.kind), None)
    return {
        "session": session,
        "kind": room.page.title(kind) if kind else session.kind,
        "own": next(one for one in session.cities if one.code == room.code),
        "people": [(one, one.name or names.get(one.ref or "")) for one in session.people if one.code == room.code],
        "coach": room.names(session.coach_id).get(session.coach_id),
        "items": [one for one in session.items if one.code == room.code],
        "steps": list(reversed(session.steps)),
        "actors": actor_names(room, (one.by for one in session.steps)),
        "as_invited": as_invited(session),
        "attended": {"attendance": [known(one) for one in session.cities]},
        "local": {name: by_the_clock(getattr(session, name), room.zone) for name in ("starts_at", "ends_at")},
        "over": session.ends_at <= room.now,
    }


def known(city: cohort.SessionCity) -> dict[str, Any]:
    said = city.attendance if city.attendance in ATTENDANCES else None
    return {"code": city.code, "attendance": said, "modules": city.modules}


def by_the_clock(at: datetime, zone: str) -> str:
    """As a field for a moment takes it."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


router = routes_of(
    Leaf("sessions", read_all, (SCHEDULE, SERIES, *TURNS)),
    Leaf("sessions/{session}", read_one, VERBS, template="session"),
)
