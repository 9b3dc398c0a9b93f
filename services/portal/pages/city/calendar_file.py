"""A city's calendar as a file (iCalendar, RFC 5545). Times are those of the meeting's place, by its zone, whose
rules come along: where they change, the hour on its wall stays.

A UID is that of the mails, stays over all moves of a meeting, and SEQUENCE rises; nobody is named.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from shared.contracts import cohort
from shared.documents.calendar_entries import add_zones, uid_of
from shared.wording import say

PRODUCT = "-//Alliance//Calendar//EN"
AGAIN = timedelta(hours=4)  # so often a program may fetch it


def calendar_file(calendar: cohort.Calendar, address: str, sender: str, now: datetime) -> bytes:
    """`address`: of the portal, with its last slash; `sender`: of the program's mails."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", calendar.city)
    made.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", f"PT{AGAIN // timedelta(hours=1)}H")  # Microsoft's word for it
    for entry in calendar.entries:
        made.add_component(event_of(entry, calendar, address, sender, now))
    years = [one.starts_at.year for one in calendar.entries]
    add_zones(made, min(years, default=now.year), max(years, default=now.year))
    return bytes(made.to_ical())


def event_of(entry: cohort.CalendarEntry, calendar: cohort.Calendar, address: str, sender: str, now: datetime) -> Event:
    event, zone = Event(), ZoneInfo(entry.time_zone)
    event.add("uid", uid_of(entry.id, sender))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(zone))
    if entry.ends_at:
        event.add("dtend", entry.ends_at.astimezone(zone))
    event.add("summary", title_of(entry, calendar.language))
    if text := text_of(entry, calendar.language):
        event.add("description", text)
    if entry.place:
        event.add("location", entry.place)
    event.add("url", f"{address}cities/{calendar.code}/{page_of(entry)}")
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    return event


def title_of(entry: cohort.CalendarEntry, language: str) -> str:
    return entry.titles.get(language) or entry.title or say(language, "pages.city.page.visit")


def text_of(entry: cohort.CalendarEntry, language: str) -> str:
    """Of a session, what it is about, and what to bring."""
    lines = [say(language, "pages.calendar.modules", modules=", ".join(entry.modules))] if entry.modules else []
    lines += [say(language, "pages.calendar.bring", what=entry.bring)] if entry.bring else []
    return "\n".join(lines)


def page_of(entry: cohort.CalendarEntry) -> str:
    return {"session": f"sessions/{entry.id}", "convening": "convenings", "visit": "visit"}[entry.noun]


def etag_of(calendar: cohort.Calendar) -> str:
    """The same until something of it changes; when it was fetched is no change."""
    return f'"{sha256(calendar.model_dump_json().encode()).hexdigest()[:32]}"'
