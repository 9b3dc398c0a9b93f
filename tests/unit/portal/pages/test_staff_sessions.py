"""Sessions of all cities by day, and planned; convenings planned, moved, and who is invited to them after all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.portal.pages.staff.sessions import clash
from shared.contracts import cohort, identity
from shared.contracts.errors import Refusal
from shared.contracts.people import Role
from shared.contracts.requests import Page
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.rooms import COACH_ID, page_of
from tests.unit.portal.pages.signed_in import door_of, headers
from tests.unit.portal.pages.test_staff_door import PAGE as DESK
from tests.unit.portal.pages.test_staff_door import detail, listed
from tests.unit.portal.pages.test_staff_door import sent as asked
from tests.unit.portal.pages.test_staff_selection import MAIL

SESSIONS, CITY = "/staff/sessions", "K7Q2M9X4TB"
MONDAY = datetime(2027, 1, 11, 15, tzinfo=UTC)


def session(number: int = 1, hours: int = 0, **changed: Any) -> cohort.ListedSession:
    starts = MONDAY + timedelta(hours=hours)
    fields = {
        "id": UUID(int=number), "kind": "coaching", "state": "scheduled", "title": f"Number {number}",
        "starts_at": starts, "ends_at": starts + timedelta(hours=1), "time_zone": "America/Bogota",
        "coach_id": COACH_ID, "cities": (CITY,), "city_names": ("Puerto Ejemplo",),
    }  # fmt: skip
    return cohort.ListedSession.model_validate(fields | changed)


def door(*found: cohort.ListedSession, role: Role = Role.STAFF, **answers: Any) -> Doorway:
    cohort_ = cohort.Cohort(
        id="cohort-2027", name="Cohort 2027", call="2027", starts_on=MONDAY.date(), ends_on=MONDAY.date(), members=1,
        version=1, program_version="1",
    )  # fmt: skip
    member = cohort.TrackedMember(
        code=CITY, city="Puerto Ejemplo", country="CO", phase="demonstration", status="active", version=1,
        requirements=cohort.RequirementCount(met=0, of=1),
    )  # fmt: skip
    known: dict[str, Any] = {
        "list_sessions": page_of(cohort.ListedSession, *found),
        "list_cohorts": page_of(cohort.Cohort, cohort_),
        "get_cohort": cohort_,
        "get_tracker": cohort.Tracker(cohort="cohort-2027", phases=(), members=(member,)),
        "list_coaches": page_of(cohort.CoachLoad),
        "get_names": identity.PeopleNames(items=(identity.PersonName(id=COACH_ID, name="Carmenza Coach"),)),
        "list_convenings": listed(),
        "get_convening": detail(),
    }
    return door_of(role, **known | answers)


def test_a_week_is_shown_by_day_with_its_coach_and_city() -> None:
    shown = door(session(), session(2, hours=30))
    page = Read(shown.get(SESSIONS, params={"on": "2027-01-13", "zone": "America/Bogota"}, headers=headers()))
    (request,) = [one.request for one in asked(shown, "list_sessions")]
    assert (request.since.isoformat(), request.until.isoformat()) == (
        "2027-01-11T00:00:00-05:00",
        "2027-01-18T00:00:00-05:00",
    )
    assert "Monday, January 11, 2027" in page.text
    assert "Tuesday, January 12, 2027" in page.text
    assert "Carmenza Coach" in page.text
    assert f"/cities/{CITY}/sessions/{UUID(int=1)}" in page.links


def test_a_month_begins_with_its_first_day_and_leads_to_its_neighbours() -> None:
    shown = door()
    page = Read(shown.get(SESSIONS, params={"span": "month", "on": "2027-01-13"}, headers=headers()))
    (request,) = [one.request for one in asked(shown, "list_sessions")]
    assert (request.since.day, request.since.month, request.until.month) == (1, 1, 2)
    assert {f"{SESSIONS}?span=month&on=2026-12-01", f"{SESSIONS}?span=month&on=2027-02-01"} <= set(page.links)
    assert "No session in these days" in page.text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "x", "2027-02-30"])
def test_a_day_for_which_nothing_is_planned_is_today(day: str) -> None:
    assert door().get(SESSIONS, params={"on": day}, headers=headers()).status_code == 200


def test_what_is_booked_twice_is_marked_on_both() -> None:
    page = Read(door(session(), session(2, cities=("N3XT",))).get(SESSIONS, headers=headers()))
    assert "Same time as “Number 1”" in page.text
    assert "Same time as “Number 2”" in page.text


@pytest.mark.parametrize(
    ("other", "clashes"),
    [
        (session(2), True),
        (session(2, coach_id=None), True),
        (session(2, coach_id=None, cities=("N3XT",)), False),
        (session(2, hours=1), False),
        (session(2, state="cancelled"), False),
    ],
)
def test_two_clash_that_share_hours_and_a_coach_or_a_city(other: cohort.ListedSession, clashes: bool) -> None:
    assert clash(session(), other) is clash(other, session()) is clashes


PLANNED = {
    "kind": "workshop", "title": "Baselines", "time_zone": "America/Bogota", "place": "https://call.example/1",
    "cities": CITY, "coach_id": str(COACH_ID),
}  # fmt: skip


def test_a_session_is_scheduled_by_the_clock_of_its_own_zone() -> None:
    made = cohort.Session.model_construct()
    shown = door(schedule_session=made)
    times = {"starts_at": "2027-01-11T10:00", "ends_at": "2027-01-11T11:00"}
    answer = shown.post(f"{SESSIONS}/cohort-2027/schedule", data=PLANNED | times, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{SESSIONS}/cohort-2027")
    (request,) = [one.request for one in asked(shown, "schedule_session")]
    assert (request.cohort, request.starts_at, request.cities) == ("cohort-2027", MONDAY, (CITY,))


def test_a_series_is_at_the_same_hour_every_so_many_weeks() -> None:
    shown = door(schedule_series=cohort.SessionSeries(series_id=UUID(int=3), sessions=()))
    times = {"first_on": "2027-01-11", "at": "10:00", "minutes": "60", "every_weeks": "2", "count": "4"}
    assert shown.post(f"{SESSIONS}/cohort-2027/series", data=PLANNED | times, headers=headers()).status_code == 303
    (request,) = [one.request for one in asked(shown, "schedule_series")]
    assert (request.at.isoformat(), request.every_weeks, request.count) == ("10:00:00", 2, 4)


def test_what_is_refused_is_kept_and_a_lead_may_override_it() -> None:
    shown = door(role=Role.PROGRAM_LEAD, schedule_session=Refusal("coach_booked"))
    times = {"starts_at": "2027-01-11T10:00", "ends_at": "2027-01-11T11:00"}
    answer = shown.post(f"{SESSIONS}/cohort-2027/schedule", data=PLANNED | times, headers=headers())
    assert answer.status_code == 409
    assert 'value="Baselines"' in answer.text
    assert 'name="override"' in answer.text


@pytest.mark.parametrize("path", [SESSIONS, f"{SESSIONS}/cohort-2027"])
def test_sessions_are_planned_by_those_who_run_the_program(path: str) -> None:
    assert door(role=Role.COACH).get(path, headers=headers()).status_code == 200
    assert door(role=Role.CITY_MEMBER).get(path, headers=headers()).status_code == 403


def test_a_kind_that_needs_named_people_is_planned_in_its_citys_room() -> None:
    page = door().get(f"{SESSIONS}/cohort-2027", headers=headers()).text
    assert '<option value="workshop"' in page
    assert '<option value="coaching"' not in page


TIMES = {
    "time_zone": "America/Bogota", "starts_at": "2027-01-11T10:00", "ends_at": "2027-01-12T16:00",
    "place": "Casa Ejemplo", "capacity": "80", "rsvp_by": "2027-01-04",
}  # fmt: skip


def test_a_convening_is_scheduled_by_the_clock_of_its_place() -> None:
    shown = door(schedule_convening=detail())
    form = TIMES | {"cohort": "cohort-2027", "kind": "leaders"}
    answer = shown.post("/staff/convenings/schedule", data=form, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/convenings")
    (request,) = [one.request for one in asked(shown, "schedule_convening")]
    assert (request.starts_at, request.capacity) == (MONDAY, 80)


def test_a_convening_is_moved_from_what_it_was() -> None:
    shown = door(schedule_convening=detail())
    page = shown.get(f"{DESK}/plan", headers=headers())
    assert 'value="Ciudad de Panamá"' in page.text
    assert shown.post(f"{DESK}/plan/move", data=TIMES, headers=headers()).status_code == 303
    (request,) = [one.request for one in asked(shown, "schedule_convening")]
    assert (request.cohort, request.kind, request.starts_at) == ("cohort-2027", "leaders", MONDAY)


def test_a_city_is_invited_again_after_its_mail_was_read() -> None:
    shown = door(invite_to_convening=detail(), preview_decision_mail=MAIL)
    looked = shown.post(f"{DESK}/plan/invite-city", data={"code": CITY}, headers=headers())
    assert (looked.status_code, asked(shown, "invite_to_convening")) == (200, [])
    assert MAIL.subject in looked.text
    (mail,) = [one.request for one in asked(shown, "preview_decision_mail")]
    assert (mail.code, mail.outcome, mail.kind) == (CITY, "invited", "leaders")
    sent = shown.post(f"{DESK}/plan/invite-city", data={"code": CITY, "seen": CITY}, headers=headers())
    assert sent.status_code == 303
    (request,) = [one.request for one in asked(shown, "invite_to_convening")]
    assert (request.kind, request.code) == ("leaders", CITY)


def test_everybody_who_is_new_is_invited_after_the_mail_was_read() -> None:
    shown = door(invite_to_convening=detail(), preview_decision_mail=MAIL)
    assert MAIL.subject in shown.get(f"{DESK}/plan/invite-all", headers=headers()).text
    assert shown.post(f"{DESK}/plan/invite-all", data={}, headers=headers()).status_code == 303
    (request,) = [one.request for one in asked(shown, "invite_to_convening")]
    assert (request.kind, request.code) == ("leaders", None)


def test_an_invitation_that_cannot_be_read_says_why() -> None:
    shown = door(preview_decision_mail=Refusal("not_found", reason="contact", key=CITY))
    answer = shown.get(f"{DESK}/plan/invite-all", headers=headers())
    assert (answer.status_code, "tone-bad" in answer.text) == (200, True)


@pytest.mark.parametrize("path", ["/staff/convenings", f"{DESK}/plan"])
def test_convenings_are_planned_by_staff(path: str) -> None:
    assert door(role=Role.COACH).get(path, headers=headers()).status_code == 403


def test_an_empty_list_of_convenings_says_so() -> None:
    nothing = Page[cohort.ListedConvening](items=(), next=None, total=0)
    assert door(list_convenings=nothing).get("/staff/convenings", headers=headers()).status_code == 200
