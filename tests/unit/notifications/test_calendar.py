"""Invitations for calendars: one entry that moves with its meeting, at the local time, and nothing else gets in."""

from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from icalendar import Calendar, Event

from services.notifications.mails import MAILS
from services.notifications.samples import CONVENING, PLACE, SESSION, VISIT
from services.notifications.sending.calendar import Meeting, Party, invitation
from services.notifications.sending.letters import Resolved
from services.notifications.templates import CannotRender
from tests.unit.notifications.fake_ledger import CODE, LETTERS, NOW, a_mail
from tests.unit.notifications.letter_samples import LANGUAGES, RESOLVED, body, mail_of, written
from tests.unit.notifications.test_letters import NASTY


def page_of(template: str, language: str) -> str:
    return f"https://portal.example{MAILS[template].link.format(code=CODE)}?lang={language}"


def calendar_of(
    template: str, language: str, values: dict[str, Any], method: str = "REQUEST", resolved: Resolved = RESOLVED
) -> Calendar:
    mail = mail_of(template, language, values)
    message = written(mail, resolved)
    (part,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    (attached,) = message.iter_attachments()
    assert part.get_param("method") == method
    assert attached.get_filename() == "invite.ics"
    assert part.get_content().encode() == attached.get_content()
    assert all(len(line) <= 75 for line in attached.get_content().split(b"\r\n"))
    calendar = Calendar.from_ical(attached.get_content())
    assert isinstance(calendar, Calendar)
    return calendar


def entry_of(calendar: Calendar) -> Event:
    (event,) = calendar.events
    assert not event.errors
    return event


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cancelled_session_leaves_the_calendar(language: str) -> None:
    values = SESSION | {"kind": "coaching", "sequence": 3, "how": "cancelled"}
    calendar = calendar_of("session_cancelled", language, values, "CANCEL")
    event = entry_of(calendar)
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 3)
    assert event["UID"] == f"{values['meeting_id']}@program.example"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("template", "values"),
    [
        ("visit_scheduled", VISIT | {"moved": False}),
        ("convening_invitation", CONVENING | {"kind": "mayors", "moved": False}),
    ],
)  # fmt: skip
def test_an_entry_holds_what_the_mail_says(template: str, values: dict[str, Any], language: str) -> None:
    calendar = calendar_of(template, language, values)
    event = entry_of(calendar)
    assert (calendar["METHOD"], calendar["VERSION"]) == ("REQUEST", "2.0")
    assert event["UID"] == f"{values['meeting_id']}@program.example"
    assert (event["SEQUENCE"], event["DTSTAMP"].dt, event["STATUS"]) == (0, NOW, "CONFIRMED")
    assert event["LOCATION"] == PLACE
    assert str(event["URL"]) == page_of(template, language)
    assert event["DESCRIPTION"].endswith(f": {page_of(template, language)}")
    written_lines = body(written(mail_of(template, language, values))).splitlines()
    assert [one for one in event["DESCRIPTION"].splitlines() if one not in written_lines] == []
    assert (event["ORGANIZER"], event["ORGANIZER"].params["CN"]) == (
        "mailto:contact@program.example",
        "City Data Alliance",
    )
    attendee = event["ATTENDEE"]
    assert (attendee, attendee.params["CN"]) == ("mailto:ana@city.example", "Ana Ruiz")
    assert (attendee.params["RSVP"], attendee.params["PARTSTAT"]) == ("TRUE", "NEEDS-ACTION")


def test_summaries_are_in_the_readers_language() -> None:
    mayors = CONVENING | {"kind": "mayors", "moved": False}
    found = {
        language: entry_of(calendar_of("convening_invitation", language, mayors))["SUMMARY"] for language in LANGUAGES
    }
    assert found == {
        "en": "City Data Alliance: Mayoral convening",
        "es": "City Data Alliance: Encuentro de alcaldesas y alcaldes",
        "pt": "City Data Alliance: Encontro de prefeitas e prefeitos",
        "fr": "City Data Alliance : Rencontre des mairesses et des maires",
    }  # fmt: skip


def test_a_moved_meeting_keeps_its_uid_and_raises_its_sequence() -> None:
    moves = [VISIT | {"sequence": n, "moved": n > 0, "starts_at": f"2027-06-0{n + 1}T14:00:00+00:00"} for n in range(3)]
    events = [entry_of(calendar_of("visit_scheduled", "es", values)) for values in moves]
    assert {event["UID"] for event in events} == {f"{UUID(int=9)}@program.example"}
    assert [event["SEQUENCE"] for event in events] == [0, 1, 2]


@pytest.mark.parametrize(
    ("zone", "starts_at", "local"),
    [
        ("America/New_York", "2027-10-12T13:00:00+00:00", "2027-10-12T09:00:00-04:00"),
        ("America/New_York", "2028-03-07T14:00:00+00:00", "2028-03-07T09:00:00-05:00"),
        ("America/New_York", "2028-03-12T13:00:00+00:00", "2028-03-12T09:00:00-04:00"),  # the day clocks change
        ("America/New_York", "2027-11-07T14:00:00+00:00", "2027-11-07T09:00:00-05:00"),
        ("America/Bogota", "2027-06-08T14:00:00+00:00", "2027-06-08T09:00:00-05:00"),
        ("America/Santiago", "2027-12-01T12:00:00+00:00", "2027-12-01T09:00:00-03:00"),
    ],
)
def test_the_wall_time_is_that_of_the_venue(zone: str, starts_at: str, local: str) -> None:
    """By the zone's name, and for calendars that do not know it by the rules that come along."""
    values = CONVENING | {"kind": "leaders", "moved": False, "meeting_zone": zone, "starts_at": starts_at}
    values["ends_at"] = starts_at[:10] + "T22:00:00+00:00"
    calendar = calendar_of("convening_invitation", "en", values)
    start = entry_of(calendar)["DTSTART"]
    assert start.params["TZID"] == zone
    assert start.dt.isoformat() == local
    (rules,) = calendar.timezones
    assert str(rules["TZID"]) == zone
    by_rules = tzical(StringIO(rules.to_ical().decode())).get(zone)
    assert start.dt.replace(tzinfo=by_rules).isoformat() == local


def test_a_meeting_over_the_end_of_summer_time_keeps_both_wall_times() -> None:
    values = VISIT | {"moved": False, "meeting_zone": "America/New_York"}
    values |= {"starts_at": "2027-11-05T13:00:00+00:00", "ends_at": "2027-11-08T22:00:00+00:00"}
    event = entry_of(calendar_of("visit_scheduled", "en", values))
    assert [event[name].dt.strftime("%H:%M %Z") for name in ("DTSTART", "DTEND")] == ["09:00 EDT", "17:00 EST"]


def test_a_meeting_in_universal_time_needs_no_zone() -> None:
    at = datetime(2027, 6, 1, 9, tzinfo=UTC)
    meeting = Meeting("1@x", 0, at, at, "UTC", "S", "D", None, page_of("visit_scheduled", "en"))
    text = invitation(meeting, Party("P", "p@x.example"), Party("A", "a@x.example"), NOW).decode()
    assert "DTSTART:20270601T090000Z" in text
    assert "VTIMEZONE" not in text


def test_a_meeting_without_a_place_says_none() -> None:
    values = VISIT | {"moved": False}
    assert "LOCATION" not in entry_of(
        calendar_of("visit_scheduled", "en", values, resolved=replace(RESOLVED, values={}))
    )
    assert "Place:" not in body(written(mail_of("visit_scheduled", "en", values), replace(RESOLVED, values={})))
    assert f"Place: {PLACE}" in body(written(mail_of("visit_scheduled", "en", values)))


def test_other_mails_bring_no_entry() -> None:
    assert not list(written(a_mail()).iter_attachments())


@pytest.mark.parametrize("missing", ["meeting_id", "sequence"])
def test_an_entry_that_lacks_something_is_no_mail(missing: str) -> None:
    values = {name: value for name, value in VISIT.items() if name != missing} | {"moved": False}
    with pytest.raises(CannotRender, match=missing):
        LETTERS.write(mail_of("visit_scheduled", "en", values), RESOLVED, NOW)


# -- what people wrote -------------------------------------------------------------------------------------------------

EVIL = [
    *NASTY,
    "Hall\r\nATTENDEE:mailto:evil@city.example",
    "Hall\nEND:VEVENT\nBEGIN:VEVENT",
    "Hall\\nX-EVIL:1",
    "Hall, first floor; room: 3",
    '";RSVP=FALSE:mailto:evil@city.example',
    "Hall\u0085X-EVIL:1",
    "Á" * 120,
]


@pytest.mark.parametrize("value", EVIL)
def test_what_people_wrote_adds_no_property_and_no_parameter(value: str) -> None:
    mail = mail_of("visit_scheduled", "en", VISIT | {"moved": False, "city": value})
    plain = mail_of("visit_scheduled", "en", VISIT | {"moved": False})
    found, usual = (
        Calendar.from_ical(next(written(one, resolved).iter_attachments()).get_content())
        for one, resolved in ((mail, replace(RESOLVED, name=value, values={"place": value})), (plain, RESOLVED))
    )
    assert isinstance(found, Calendar)
    assert isinstance(usual, Calendar)
    event, other = entry_of(found), entry_of(usual)
    assert set(event) == set(other)
    assert set(found) == set(usual)
    assert (event["ATTENDEE"], set(event["ATTENDEE"].params)) == (
        "mailto:ana@city.example",
        set(other["ATTENDEE"].params),
    )
    assert event["ATTENDEE"].params["RSVP"] == "TRUE"
    assert "\n" not in event["LOCATION"] + event["SUMMARY"] + event["ATTENDEE"].params["CN"]
    if value.isprintable() and "=?" not in value:
        assert event["LOCATION"] == value
        assert event["SUMMARY"] == f"City Data Alliance: visit to {value}"
        assert event["ATTENDEE"].params["CN"] == value.replace('"', "'")


def test_an_address_is_one_uri() -> None:
    values = VISIT | {"moved": False}
    event = entry_of(
        calendar_of("visit_scheduled", "en", values, resolved=replace(RESOLVED, email="a+b%c?d#e@city.example"))
    )
    assert event["ATTENDEE"] == "mailto:a+b%25c%3Fd%23e@city.example"


def test_the_zone_is_the_one_of_the_venue_whatever_its_city() -> None:
    values = CONVENING | {"kind": "leaders", "moved": False}
    assert entry_of(calendar_of("convening_invitation", "pt", values))["DTSTART"].dt.tzinfo == ZoneInfo(
        "America/New_York"
    )
