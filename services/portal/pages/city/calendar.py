"""A city's calendar: what lies ahead, and the secret link by which its people's own programs fetch it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fastapi import Response

from services.portal.forms.posted import Sent
from services.portal.pages.city.calendar_file import calendar_file, etag_of
from services.portal.pages.city.leaf import CITY, Leaf, routes_of
from services.portal.pages.city.room import Room, RoomHere
from services.portal.web.page import PRIVATE, Here, Missing
from shared.contracts import cohort
from shared.contracts.field_codes import request_of

MOST = 500


@dataclass(frozen=True)
class Entry:
    leaf: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str


def read(room: Room) -> Mapping[str, Any]:
    sessions = cohort.ListSessions(code=room.code, state="scheduled", limit=MOST)
    convenings = cohort.ListConvenings(cohort=room.city.cohort)
    feed = cohort.GetCalendarFeed(code=room.code)
    room.ahead(sessions, convenings, feed)
    found = [
        *(Entry(f"sessions/{one.id}", one.title, one.starts_at, one.ends_at, "") for one in room.ask(sessions).items),
        *(
            Entry("convenings", one.titles.get(room.page.language, one.title), one.starts_at, one.ends_at, one.place)
            for one in room.ask(convenings).items
            if one.state == "scheduled"
        ),
        *visit(room),
    ]
    ahead = sorted((one for one in found if one.ends_at > room.now), key=lambda one: one.starts_at)
    own = room.part(feed)
    return {
        "entries": ahead,
        "feed": None if isinstance(own, Missing) else own,
        "mine": bool(room.city.parts) and not isinstance(own, Missing),
        "link": None,
    }


def visit(room: Room) -> list[Entry]:
    timeline = room.part(cohort.GetTimeline(code=room.code))
    found = None if isinstance(timeline, Missing) else timeline.visit
    if found is None or found.state != "scheduled":
        return []
    title = room.page.say("pages.city.page.visit")
    return [Entry("visit", title, found.starts_at, found.ends_at, found.place)]


LEAF = Leaf("calendar", read)
router = routes_of(LEAF)


@router.post("/cities/{code}/calendar/renew")
def renew(room: RoomHere, posted: Sent) -> Response:
    """The link is shown this once: what is kept of it cannot be read."""
    request = cohort.RenewCalendarFeed(code=room.code)
    secret = room.page.call(request, command_id=posted.command_id).secret
    link = f"{room.page.request.base_url}calendar/{secret}.ics"
    return CITY.show(replace(LEAF, read=lambda room: {**read(room), "link": link}), room)


@router.get("/calendar/{secret}.ics")
def get_file(page: Here, secret: str) -> Response:
    """For a calendar program, which signs nobody in: the secret is what it has."""
    found = page.client.call(request_of(cohort.GetCalendar, secret=secret))
    headers = PRIVATE | {"ETag": etag_of(found)}
    if headers["ETag"] in page.request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=headers)
    sender, now = page.program.sender, datetime.now().astimezone()
    content = calendar_file(found, str(page.request.base_url), sender, now)
    headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)
