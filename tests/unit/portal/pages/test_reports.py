"""Reports on pages: the numbers of reporting, at any moment, and the same as a table to be saved."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from shared.contracts import cohort
from shared.contracts.errors import Refusal
from shared.contracts.intake import Call
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.people import Role
from shared.contracts.reporting import (
    AttendanceCount,
    AttendanceReport,
    CityAttendance,
    Funnel,
    GetFunnel,
    GetTrackerReport,
    TrackedCity,
    TrackerReport,
)
from shared.contracts.requests import Page
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers

AT = datetime(2027, 3, 1, 23, tzinfo=UTC)
FUNNEL = Funnel(
    as_of=AT, call=None, states={State.CONFIRMED: 3, State.DECLINED: 9},
    by_country={"CO": {State.CONFIRMED: 3, State.DECLINED: 1}, "BR": {State.DECLINED: 8}},
)  # fmt: skip
CITY = {"code": "K7Q2M9X4TB", "city": "=Montería", "country": "CO"}
TRACKER = TrackerReport(
    as_of=AT, cohort="second", by_phase={"demonstration": 1},
    members=(TrackedCity(**CITY, phase="demonstration", status="active", since=date(2027, 2, 1)),),
)  # fmt: skip
CAME, NONE = AttendanceCount(present=4, absent=1, excused=2), AttendanceCount(present=0, absent=0, excused=0)
ATTENDANCE = AttendanceReport(
    as_of=AT, cohort="second", by_kind={}, members=(CityAttendance(**CITY, sessions=CAME, convenings=NONE),)
)


def cohort_of(id_: str, starts_on: date) -> cohort.Cohort:
    return cohort.Cohort.model_construct(id=id_, name=f"The {id_}", starts_on=starts_on)


COHORTS = (cohort_of("first", date(2026, 1, 5)), cohort_of("second", date(2027, 1, 5)))


def door(role: Role = Role.STAFF, **answers: Any) -> Doorway:
    known: dict[str, Any] = {
        "get_funnel": FUNNEL,
        "get_tracker_report": TRACKER,
        "get_attendance_report": ATTENDANCE,
        "list_calls": Page[Call](items=(), next=None, total=0),
        "list_cohorts": Page.model_construct(items=COHORTS, next=None, total=2),
    }
    return door_of(role, **known | answers)


def sent(one: Doorway, kind: type[Any]) -> list[Any]:
    return [asked.request for asked in one.client.asked if isinstance(asked.request, kind)]


def test_the_funnel_shows_states_shares_and_countries_the_most_first() -> None:
    page = Read(door().get("/reports/funnel", headers=headers()))
    for said in ("Confirmed", "25%", "75%", "March 1, 2027"):
        assert said in page.text
    assert page.text.index("Brazil") < page.text.index("Colombia")
    assert "/staff/applications?state=declined" in page.links


def test_any_day_of_any_call_is_asked_for_by_the_address() -> None:
    at = door()
    page = Read(at.get("/reports/funnel?call=2027&as_of=2027-02-01", headers=headers()))
    assert sent(at, GetFunnel) == [GetFunnel.model_validate({"call": "2027", "as_of": "2027-02-01"})]
    assert "/reports/funnel.csv?call=2027&as_of=2027-02-01" in page.links


def test_what_is_no_day_is_said_above_the_choice_which_stays() -> None:
    answer = door().get("/reports/funnel?as_of=tomorrow", headers=headers("es"))
    assert answer.status_code == 422
    assert Read(answer).fields["as_of"]["value"] == "tomorrow"
    refused = door(get_tracker_report=Refusal("not_found", reason="cohort"))
    assert refused.get("/reports/tracker?cohort=third", headers=headers()).status_code == 422


def test_of_cohorts_the_latest_is_shown_unless_another_is_chosen() -> None:
    at = door()
    page = Read(at.get("/reports/tracker", headers=headers()))
    assert "/cities/K7Q2M9X4TB" in page.links
    at.get("/reports/tracker?cohort=first", headers=headers())
    assert [one.cohort for one in sent(at, GetTrackerReport)] == ["second", "first"]


def test_who_came_is_counted_by_city() -> None:
    page = Read(door().get("/reports/attendance", headers=headers()))
    assert "=Montería 4 1 2 0 0 0" in page.text


def test_without_a_cohort_there_is_nothing_to_report_yet() -> None:
    none = Page.model_construct(items=(), next=None, total=0)
    assert "Nothing to report yet" in Read(door(list_cohorts=none).get("/reports/tracker", headers=headers())).text


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("funnel", "Brazil,8,0"),
        ("tracker", "K7Q2M9X4TB,'=Montería,CO,demonstration,active,2027-02-01"),
        ("attendance", "K7Q2M9X4TB,'=Montería,CO,4,1,2,0,0,0"),
    ],
)
def test_each_is_saved_as_a_table_and_nothing_in_it_is_a_formula(name: str, row: str) -> None:
    at = door()
    answer = at.get(f"/reports/{name}.csv", headers=headers())
    assert row in answer.text.split("\r\n")
    (noted,) = [one.request for one in at.client.asked if one.request.method == "note_list_taken"]
    assert noted.place == f"/reports/{name}.csv"
    assert answer.text.startswith("\ufeff")


def test_what_cannot_be_recorded_is_not_given_out() -> None:
    answer = door(note_list_taken=unavailable()).get("/reports/funnel.csv", headers=headers())
    assert (answer.status_code, "Brazil" in answer.text) == (503, False)


def test_while_reporting_is_down_the_page_says_so() -> None:
    assert door(get_funnel=unavailable()).get("/reports/funnel", headers=headers()).status_code == 503


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPLICANT, Role.CITY_MEMBER])
def test_nobody_else_sees_them(role: Role) -> None:
    for name in ("funnel", "tracker.csv", "attendance"):
        assert door(role).get(f"/reports/{name}", headers=headers()).status_code == 403


def test_a_coach_reads_their_own_cities() -> None:
    assert "/reports/tracker" in Read(door(Role.COACH).get("/reports/tracker", headers=headers())).links
