"""Whom a session is for: its people as boxes, the city's team beside them; for staff its cities, too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.forms.fields import Field
from services.portal.pages.city.people import ref_names
from services.portal.pages.city.room import Room
from services.portal.pages.city.verbs import Fields
from shared.contracts import cohort

APART, NAMED = "/", "="  # a box is of a city and a reference, or a city and a name


def members(room: Room) -> list[tuple[str, str]]:
    team = room.ask(cohort.GetTeam(code=room.code))
    return [(f"{room.code}{APART}cohort:{one.id}", one.name) for one in team.members if not one.left_on]


def box_of(one: cohort.SessionPerson) -> str:
    return f"{one.code}{APART}{one.ref or NAMED + (one.name or '')}"


def with_people(typed: dict[str, Any]) -> dict[str, Any]:
    pairs = [text.partition(APART) for text in typed.get("people") or ()]
    return typed | {"people": [person(code, who) for code, _, who in pairs]}


def person(code: str, who: str) -> dict[str, str]:
    return {"code": code, "name": who.removeprefix(NAMED)} if who.startswith(NAMED) else {"code": code, "ref": who}


def invited(room: Room, session: cohort.Session) -> Fields:
    names = ref_names(room, [one.ref for one in session.people if one.ref])
    several = len(session.cities) > 1
    cities = {one.code: one.city for one in session.cities}
    boxes = dict(members(room)) | {
        box_of(one): called(room, one, names, cities if several else {}) for one in session.people
    }
    people = Field("people", "boxes", options=boxes.items(), hint="session_people")
    if not room.staff:
        return (people,)
    tracker = room.ask(cohort.GetTracker(cohort=session.cohort))
    taking_part = [(one.code, one.city) for one in tracker.members if one.status in ("active", "paused")]
    return Field("cities", "boxes", options=taking_part, hint="cities_of_session"), people


def called(room: Room, one: cohort.SessionPerson, names: Mapping[str, str], cities: Mapping[str, str]) -> str:
    words = (one.name or names.get(one.ref or ""), room.role_title(one.role), cities.get(one.code))
    return ", ".join(text for text in words if text)


def as_invited(session: cohort.Session) -> dict[str, Any]:
    """What stands in the form before anybody changes it."""
    return {"cities": [one.code for one in session.cities], "people": [box_of(one) for one in session.people]}
