"""A city's calendar as a file (iCalendar, RFC 5545). Times are points in time: whoever reads has them by their clock.

A UID stays over all moves of a meeting and SEQUENCE rises, as in the mails; nobody is named.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from shared.contracts import cohort
from shared.wording import say

PRODUCT = "-//Alliance//Calendar//EN"
AGAIN = timedelta(hours=4)  # so often a program may fetch it


def calendar_file(calendar: cohort.Calendar, address: str, now: datetime) -> bytes:
    """`address`: of the portal, with its last slash."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", calendar.city)
    made.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    for entry in calendar.entries:
        made.add_component(event_of(entry, calendar, address, now))
    return bytes(made.to_ical())


def event_of(entry: cohort.CalendarEntry, calendar: cohort.Calendar, address: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.noun}-{entry.id}@alliance")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    if entry.ends_at:
        event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", title_of(entry, calendar.language))
    if entry.place:
        event.add("location", entry.place)
    event.add("url", f"{address}cities/{calendar.code}/{page_of(entry)}")
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    return event


def title_of(entry: cohort.CalendarEntry, language: str) -> str:
    return entry.titles.get(language) or entry.title or say(language, "pages.city.page.visit")


def page_of(entry: cohort.CalendarEntry) -> str:
    return {"session": f"sessions/{entry.id}", "convening": "convenings", "visit": "visit"}[entry.noun]
