"""Sessions of a city: what lies ahead, who comes, what was noted and agreed. Its calendar, behind a secret link."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from dateutil.tz import tzical
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from shared.contracts import cohort
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.people import Role
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.rooms import COACH_ID, CODE, HOME, LEO, item, page_of, room
from tests.unit.portal.pages.signed_in import headers

PAGE, ONE = f"{HOME}/sessions", UUID(int=81)
SEEN = (
    "get_city", "get_session", "list_sessions", "list_action_items", "get_team", "change_action_item",
    "get_calendar_feed", "renew_calendar_feed",
)  # fmt: skip
COACH = (
    *SEEN, "schedule_session", "hold_session", "record_attendance", "note_session", "agree_action_item",
    "move_session", "cancel_session",
)  # fmt: skip
AHEAD, PAST = datetime(2099, 12, 3, 15, tzinfo=UTC), datetime(2026, 10, 3, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)


def listed(title: str, at: datetime = AHEAD, state: str = "scheduled") -> cohort.ListedSession:
    return cohort.ListedSession.model_validate(
        {
            "id": ONE, "kind": "coaching", "state": state, "title": title, "starts_at": at, "ends_at": at + HOUR,
            "time_zone": "America/Bogota", "coach_id": None, "cities": (CODE,),
        }
    )  # fmt: skip


def session(**changed: Any) -> cohort.Session:
    own = {"code": CODE, "city": "Puerto Ejemplo", "attendance": "not_recorded", "modules": ()}
    fields = {
        "id": ONE, "cohort": "cohort-2027", "kind": "coaching", "state": "scheduled", "version": 3,
        "title": "From baseline to strategy", "starts_at": AHEAD, "ends_at": AHEAD + HOUR,
        "time_zone": "America/Bogota", "place": "https://call.example/a", "language": "es", "interpretation": (),
        "coach_id": COACH_ID, "speaker": None, "modules": (), "series_id": None, "cities": (own,),
        "people": ({"code": CODE, "ref": f"cohort:{LEO}", "name": None, "role": "team_lead"},),
        "notes": (), "items": (item("Send the list", AHEAD.date()),), "steps": (),
    }  # fmt: skip
    return cohort.Session.model_validate(fields | changed)


def desk(may: tuple[str, ...] = SEEN, **answers: Any) -> Doorway:
    known = {"get_session": session(), "list_convenings": page_of(cohort.ListedConvening)}
    return room(may, Role.CITY_MEMBER, **known | answers)


def sent(door: Doorway, method: str) -> Any:
    return next(one.request for one in door.client.asked if one.request.method == method)


def test_what_lies_ahead_stands_before_what_was_held() -> None:
    both = page_of(cohort.ListedSession, listed("Opening", PAST, "held"), listed("Closing"))
    text = Read(desk(list_sessions=both).get(PAGE, headers=headers())).text
    assert text.index("Closing") < text.index("Held and canceled") < text.index("Opening")


def test_an_action_item_is_done_with_one_press() -> None:
    items = page_of(cohort.ActionItem, item("Send the list", PAST.date()))
    done = item("Send the list", PAST.date())
    door = desk(list_action_items=items, change_action_item=done)
    answer = door.get(PAGE, headers=headers())
    assert "days overdue" in answer.text
    form = {"item_id": str(done.id)}
    assert door.post(f"{PAGE}/finish-item", data=form, headers=headers()).headers["Location"] == PAGE
    assert sent(door, "change_action_item") == cohort.ChangeActionItem(item_id=done.id, state="done")


def test_a_session_names_who_is_invited_and_says_the_citys_hour() -> None:
    page = Read(desk().get(f"{PAGE}/{ONE}", headers=headers()))
    assert "Leo Supuesto" in page.text
    assert "10:00" in page.text.replace("\u202f", " ")
    assert "https://call.example/a" in page.links
    assert "note.visibility" not in page.fields


def test_a_session_of_other_cities_alone_is_nowhere() -> None:
    other = {"code": "AAAAAAAAAA", "city": "Other", "attendance": "present", "modules": ()}
    assert desk(get_session=session(cities=(other,))).get(f"{PAGE}/{ONE}", headers=headers()).status_code == 404
    assert desk(get_session=not_found("session", ONE)).get(f"{PAGE}/{ONE}", headers=headers()).status_code == 404
    assert desk().get(f"{PAGE}/x", headers=headers()).status_code == 404


def test_a_coach_holds_notes_and_agrees() -> None:
    agreed = item("Send the list", AHEAD.date())
    door = desk(COACH, hold_session=session(), note_session=session(), agree_action_item=agreed)
    page = Read(door.get(f"{PAGE}/{ONE}", headers=headers()))
    assert page.fields["attendance.0.code"]["value"] == CODE
    form = {"expected_version": "3", "attendance.0.code": CODE, "attendance.0.attendance": "present"}
    assert door.post(f"{PAGE}/{ONE}/hold", data=form, headers=headers()).status_code == 303
    held = sent(door, "hold_session")
    assert (held.session_id, held.expected_version) == (ONE, 3)
    assert [(one.code, one.attendance) for one in held.attendance] == [(CODE, "present")]
    door.post(f"{PAGE}/{ONE}/note", data={"visibility": "staff", "text": "Go slowly"}, headers=headers())
    assert sent(door, "note_session").visibility == "staff"
    form = {"code": CODE, "what": "Send the list", "owner_ref": f"cohort:{LEO}", "owner": "", "due_on": "2099-12-10"}
    door.post(f"{PAGE}/{ONE}/agree-item", data=form, headers=headers())
    assert (sent(door, "agree_action_item").owner_ref, sent(door, "agree_action_item").owner) == (f"cohort:{LEO}", None)


def test_nothing_said_of_attendance_is_none() -> None:
    door = desk(COACH, hold_session=session())
    door.post(f"{PAGE}/{ONE}/hold", data={"attendance.0.code": CODE}, headers=headers())
    assert sent(door, "hold_session").attendance == ()


def test_a_session_is_scheduled_for_the_city_by_its_clock() -> None:
    door = desk(COACH, schedule_session=session())
    form = {
        "kind": "coaching", "title": "Baselines", "starts_at": "2099-12-03T10:00", "ends_at": "2099-12-03T11:00",
        "place": "online", "language": "es", "coach_id": str(COACH_ID), "people": f"{CODE}/cohort:{LEO}",
    }  # fmt: skip
    assert door.post(f"{PAGE}/schedule-session", data=form, headers=headers()).status_code == 303
    asked = sent(door, "schedule_session")
    assert (asked.starts_at.astimezone(UTC), asked.time_zone, asked.cities) == (AHEAD, "America/Bogota", (CODE,))
    assert [(one.code, one.ref) for one in asked.people] == [(CODE, f"cohort:{LEO}")]


def test_a_clash_is_said_and_what_was_typed_stays() -> None:
    clash = Refusal("invalid", Detail("starts_at", "missing"))
    door = desk(COACH, move_session=clash)
    form = {"expected_version": "3", "starts_at": "2099-12-04T10:00", "ends_at": "", "place": "room 7"}
    answer = door.post(f"{PAGE}/{ONE}/move-session", data=form, headers=headers())
    page = Read(answer)
    assert answer.status_code == 422
    assert page.ids["move-session-place"]["value"] == "room 7"
    assert page.ids["move-session-starts_at"]["value"] == "2099-12-04T10:00"


def test_a_moment_to_change_is_shown_by_the_citys_clock() -> None:
    page = Read(desk(COACH).get(f"{PAGE}/{ONE}", headers=headers()))
    assert page.ids["move-session-starts_at"]["value"] == "2099-12-03T10:00"


# -- calendar ----------------------------------------------------------------------------------------------------------

FEED = cohort.CalendarFeed(code=CODE, made_at=None)
SECRET = "s3cret-that-nobody-guesses"


def calendar(*entries: dict[str, Any]) -> cohort.Calendar:
    return cohort.Calendar.model_validate(
        {"code": CODE, "city": "Puerto Ejemplo", "language": "es", "entries": entries}
    )


def entry(noun: str = "session", **changed: Any) -> dict[str, Any]:
    return {
        "noun": noun, "id": ONE, "kind": "coaching", "title": "Metas, y «líneas»", "starts_at": AHEAD,
        "ends_at": AHEAD + HOUR, "time_zone": "America/Bogota", "place": "Alcaldía; sala 2", "sequence": 4,
        "cancelled": False,
    } | changed  # fmt: skip


def test_a_link_is_made_and_shown_this_once() -> None:
    made = cohort.CalendarFeed(code=CODE, made_at=AHEAD, secret=SECRET)
    door = desk(get_calendar_feed=FEED, renew_calendar_feed=made, list_sessions=page_of(cohort.ListedSession))
    assert SECRET not in door.get(f"{HOME}/calendar", headers=headers()).text
    answer = door.post(f"{HOME}/calendar/renew", data={}, headers=headers())
    assert f"http://portal.example/calendar/{SECRET}.ics" in Read(answer).links
    assert answer.headers["Cache-Control"] == "no-store"


def test_whoever_has_no_part_in_the_city_is_offered_no_link() -> None:
    door = desk(of={"parts": ()}, get_calendar_feed=FEED, list_sessions=page_of(cohort.ListedSession))
    assert "calendar/renew" not in door.get(f"{HOME}/calendar", headers=headers()).text


def test_a_calendar_program_reads_the_file_without_signing_in() -> None:
    entries = (
        entry(), entry("visit", title=None, cancelled=True), entry("convening", titles={"es": "Encuentro"}),
    )  # fmt: skip
    door = Doorway(get_calendar=calendar(*entries))
    answer = door.get(f"/calendar/{SECRET}.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    read = Calendar.from_ical(answer.content)
    events = list(read.walk("VEVENT"))
    assert [str(one["summary"]) for one in events] == ["Metas, y «líneas»", "Visita a la ciudad", "Encuentro"]
    assert [str(one["status"]) for one in events] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert events[0]["dtstart"].dt == AHEAD
    assert int(events[0]["sequence"]) == 4
    assert {"attendee", "organizer", "description"} & {key.lower() for one in events for key in one} == set()
    assert door.client.asked[0].request.secret == SECRET


def file_of(**changed: Any) -> Any:
    return Doorway(get_calendar=calendar(entry(**changed))).get(f"/calendar/{SECRET}.ics")


def test_a_calendar_that_is_as_it_was_is_not_sent_again() -> None:
    door = Doorway(get_calendar=calendar(entry()))
    first = door.get(f"/calendar/{SECRET}.ics")
    again = door.get(f"/calendar/{SECRET}.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert file_of(sequence=5).headers["ETag"] != first.headers["ETag"]
    other = file_of(place="Plaza")
    assert other.headers["ETag"] != first.headers["ETag"]


def test_another_librarys_reader_finds_what_was_written() -> None:
    starts_at = datetime(2027, 11, 8, 14, tzinfo=UTC)
    times = {"starts_at": starts_at, "ends_at": starts_at + HOUR, "time_zone": "America/New_York"}
    file = file_of(**times)
    read = IcsCalendarStream.calendar_from_ics(file.text)
    (event,) = read.events
    assert (event.uid, event.sequence, event.summary) == (f"{ONE}@program.example", 4, "Metas, y «líneas»")
    assert (event.start, event.end) == (starts_at, starts_at + HOUR)
    assert event.location == "Alcaldía; sala 2"
    assert [zone.tz_id for zone in read.timezones] == ["America/New_York"]
    assert "\r\nX-PUBLISHED-TTL:PT4H\r\n" in file.text
    assert "\r\nREFRESH-INTERVAL;VALUE=DURATION:PT4H\r\n" in file.text


def test_an_entry_of_a_session_says_what_it_is_about_and_what_to_bring() -> None:
    (event,) = Calendar.from_ical(file_of(modules=("Normas", "Licencias"), bring="Su lista").content).walk("VEVENT")
    assert str(event["description"]) == "Módulos: Normas, Licencias\nTraiga, por favor: Su lista"


def test_an_entry_has_the_id_of_its_mail_and_the_hour_of_its_place_by_rules_that_come_along() -> None:
    """dateutil reads the rules, which is no part of what wrote them."""
    starts_at = datetime(2027, 11, 8, 14, tzinfo=UTC)  # the day after clocks changed
    file = file_of(starts_at=starts_at, ends_at=starts_at + HOUR, time_zone="America/New_York")
    read = Calendar.from_ical(file.content)
    (event,) = read.walk("VEVENT")
    assert str(event["uid"]) == f"{ONE}@program.example"  # of the sender in the program file
    assert (event["dtstart"].params["TZID"], event["dtstart"].dt.hour) == ("America/New_York", 9)
    (rules,) = read.walk("VTIMEZONE")
    zone = tzical(StringIO(rules.to_ical().decode())).get("America/New_York")
    assert event["dtstart"].dt.replace(tzinfo=zone) == starts_at


@pytest.mark.parametrize("secret", ["short", "x" * 300, "wrong-but-long-enough-to-be-one"])
def test_a_wrong_secret_is_nowhere(secret: str) -> None:
    answer = Doorway(get_calendar=Refusal("not_found", reason="calendar")).get(f"/calendar/{secret}.ics")
    assert answer.status_code in (404, 422)


def test_who_is_invited_is_changed_and_those_who_stay_are_named_as_they_were() -> None:
    named = {"code": CODE, "ref": None, "name": "Ana Ejemplo", "role": "guest"}
    kept = session(people=(*(one.model_dump() for one in session().people), named))
    door = desk((*COACH, "change_session_people"), get_session=kept, change_session_people=kept)
    page = door.get(f"{PAGE}/{ONE}", headers=headers()).text
    assert f'value="{CODE}/cohort:{LEO}" checked' in page
    form = {"people": [f"{CODE}/cohort:{LEO}", f"{CODE}/=Ana Ejemplo"], "expected_version": "3"}
    assert door.post(f"{PAGE}/{ONE}/change-people", data=form, headers=headers()).status_code == 303
    request = sent(door, "change_session_people")
    assert [(one.ref, one.name) for one in request.people] == [(f"cohort:{LEO}", None), (None, "Ana Ejemplo")]
    assert (request.cities, request.expected_version) == ((CODE,), 3)


def test_a_series_is_scheduled_at_the_same_hour_of_the_citys_clock() -> None:
    door = desk((*COACH, "schedule_series"), schedule_series=cohort.SessionSeries.model_construct())
    page = Read(door.get(PAGE, headers=headers()))
    assert page.ids["schedule-series-every_weeks"]["value"] == "2"
    form = {
        "kind": "coaching", "title": "Every other week", "first_on": "2099-12-03", "at": "10:00", "minutes": "45",
        "every_weeks": "2", "count": "6", "place": "online", "coach_id": str(COACH_ID),
        "people": f"{CODE}/cohort:{LEO}",
    }  # fmt: skip
    assert door.post(f"{PAGE}/schedule-series", data=form, headers=headers()).status_code == 303
    asked = sent(door, "schedule_series")
    assert (asked.at.isoformat(), asked.time_zone, asked.cities, asked.count) == (
        "10:00:00", "America/Bogota", (CODE,), 6,
    )  # fmt: skip
    assert [(one.code, one.ref) for one in asked.people] == [(CODE, f"cohort:{LEO}")]
