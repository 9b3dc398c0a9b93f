"""Invitations as a library of another hand reads them, and by the rules that calendars hold mails to
(docs/calendars.md)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream

from services.notifications.mails import MAILS
from services.notifications.samples import CODE, CONVENING, FACTS, INTERVIEW, PLACE, SESSION, VISIT
from tests.unit.notifications.letter_samples import CASES, LANGUAGES, RESOLVED, mail_of, written

MEETINGS = [(template, language, values) for template, language, values in CASES if "meeting_id" in values]
assert {template for template, _, _ in MEETINGS} >= {"visit_scheduled", "session_cancelled", "convening_invitation"}


def parts_of(message: EmailMessage) -> tuple[EmailMessage, EmailMessage]:
    """The form among the alternatives, and the attachment."""
    (form,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    (attached,) = message.iter_attachments()
    return form, attached


def read(message: EmailMessage) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(parts_of(message)[0].get_content())


@pytest.mark.parametrize(("template", "language", "values"), MEETINGS)
def test_another_reader_finds_the_entry_that_was_written(template: str, language: str, values: dict[str, Any]) -> None:
    calendar = read(written(mail_of(template, language, values)))
    (event,) = calendar.events
    assert event.uid == f"{values['meeting_id']}@program.example"
    assert event.sequence == values["sequence"]
    starts_at = datetime.fromisoformat(values["starts_at"])
    assert event.start == starts_at
    assert isinstance(event.start, datetime)
    assert event.start.utcoffset() == starts_at.astimezone(ZoneInfo(values["meeting_zone"])).utcoffset()
    if values["ends_at"]:
        assert event.end == datetime.fromisoformat(values["ends_at"])
    assert event.status is not None
    assert event.status.value == ("CANCELLED" if MAILS[template].cancels else "CONFIRMED")
    assert event.summary
    (attendee,) = event.attendees
    assert str(attendee.uri) == f"mailto:{RESOLVED.email}"
    assert event.organizer is not None
    assert str(event.organizer.uri) == "mailto:contact@program.example"
    zones = {zone.tz_id for zone in calendar.timezones}
    assert zones == {values["meeting_zone"]}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("summer", [False, True])
def test_another_reader_keeps_the_clock_of_the_place_over_a_change(language: str, summer: bool) -> None:
    """By the rules of the zone that come along."""
    starts_at = datetime(2027, 7 if summer else 1, 12, 13, tzinfo=UTC)
    values = CONVENING | {"kind": "leaders", "moved": False, "starts_at": starts_at.isoformat()}
    (event,) = read(written(mail_of("convening_invitation", language, values))).events
    assert isinstance(event.start, datetime)
    assert event.start.hour == (9 if summer else 8)


@pytest.mark.parametrize(("template", "language", "values"), MEETINGS)
def test_a_mail_holds_what_calendars_ask_of_an_invitation(template: str, language: str, values: dict[str, Any]) -> None:
    """Outlook shows no buttons, or refuses the part, where one of these is otherwise."""
    message = written(mail_of(template, language, values))
    form, attached = parts_of(message)
    text = form.get_content().replace("\r\n ", "")
    method = "CANCEL" if MAILS[template].cancels else "REQUEST"
    assert form.get_param("method") == method
    assert f"\r\nMETHOD:{method}\r\n" in text.replace("\n", "\r\n").replace("\r\r", "\r")
    alternatives = next(part for part in message.walk() if part.get_content_type() == "multipart/alternative")
    kinds = [part.get_content_type() for part in alternatives.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]  # the richest last
    assert form.get_content_disposition() is None
    assert attached.get_content_type() == "application/ics"
    for named in ("RSVP=TRUE", "PARTSTAT=NEEDS-ACTION", "ORGANIZER", "DTSTAMP:", "SEQUENCE:"):
        assert named in text
    assert "\nDTSTAMP:20270301T120000Z" in text
    assert not text.startswith("\ufeff")


@pytest.mark.parametrize(
    ("values", "noun"),
    [
        (VISIT, "visit"),
        (SESSION | {"kind": "coaching", "spoken": "es", "interpretation": [], "how": "cancelled"}, "session"),
        (INTERVIEW | {"cancelled": True}, "interview"),
    ],
)
def test_moving_and_cancelling_find_the_entry_that_is_there(values: dict[str, Any], noun: str) -> None:
    told = []
    steps = ((f"{noun}_scheduled", False), (f"{noun}_scheduled", True), (f"{noun}_cancelled", True))
    for number, (template, moved) in enumerate(steps):
        said = values | {"sequence": number, "moved": moved}
        (event,) = read(written(mail_of(template, "en", said))).events
        told.append(event)
    assert len({event.uid for event in told}) == 1
    assert [event.sequence for event in told] == [0, 1, 2]


SESSIONS = [one for one in MEETINGS if one[0] in ("session_scheduled", "coach_session_scheduled")]


@pytest.mark.parametrize(("template", "language", "values"), SESSIONS)
def test_an_entry_of_a_session_says_what_its_mail_does(template: str, language: str, values: dict[str, Any]) -> None:
    """Title, speaker, coach, modules, what to bring, where, the code, and the page."""
    mail = mail_of(template, language, values)
    (event,) = read(written(mail)).events
    facts = FACTS[template] | {"place": PLACE, "code": CODE, "link": f"lang={language}"}
    said = [", ".join(one) if isinstance(one, list) else str(one) for one in facts.values()]
    assert event.description is not None
    assert [one for one in said if one not in event.description] == []
    assert str(FACTS[template]["topic"]) in str(event.summary)
