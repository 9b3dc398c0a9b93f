"""The calendar part of a mail: an invitation of one person to a meeting (iCalendar, RFC 5545; its method, RFC 5546).

The UID stays over all moves of a meeting and SEQUENCE rises, so calendars move the entry that they have. Values come
cleaned; commas, semicolons and quotes in them are escaped here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from shared.documents.calendar_entries import add_zones

PRODUCT = "-//Alliance//Mails//EN"
_UNQUOTED = "@!$&'*+-/=_.~"  # what an address may hold in a mailto URI as it is


@dataclass(frozen=True)
class Party:
    """Who invites or is invited."""

    name: str
    email: str


@dataclass(frozen=True)
class Meeting:
    """`zone`: the IANA name of the zone that the meeting takes place in."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime | None  # None: nobody said how long it lasts
    zone: str
    summary: str
    description: str
    place: str | None
    link: str
    cancelled: bool = False


def invitation(meeting: Meeting, organizer: Party, attendee: Party, now: datetime) -> bytes:
    """The calendar with its one entry, and the rules of the zone around the year of the meeting."""
    zone = ZoneInfo(meeting.zone)
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", meeting.starts_at.astimezone(zone))
    if meeting.ends_at:
        event.add("dtend", meeting.ends_at.astimezone(zone))
    event.add("summary", meeting.summary)
    event.add("description", meeting.description)
    event.add("url", meeting.link)
    if meeting.place:
        event.add("location", meeting.place)
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    event.add("organizer", _address(organizer))
    event.add("attendee", _address(attendee, ROLE="REQ-PARTICIPANT", PARTSTAT="NEEDS-ACTION", RSVP="TRUE"))
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method_of(meeting))
    calendar.add_component(event)
    add_zones(calendar, meeting.starts_at.year, (meeting.ends_at or meeting.starts_at).year)
    return bytes(calendar.to_ical())


def method_of(meeting: Meeting) -> str:
    """CANCEL takes the entry out again."""
    return "CANCEL" if meeting.cancelled else "REQUEST"


def _address(party: Party, **parameters: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{quote(party.email, safe=_UNQUOTED)}")
    address.params["CN"] = vText(party.name.replace('"', "'"))  # a parameter cannot hold a double quote
    for name, value in parameters.items():
        address.params[name] = vText(value)
    return address
