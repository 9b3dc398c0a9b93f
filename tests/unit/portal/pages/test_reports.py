"""Reports on pages: figures that lead to rows, rows that lead to events, and the same numbers to be saved."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from shared.contracts import cohort
from shared.contracts.errors import Refusal
from shared.contracts.intake import Call
from shared.contracts.people import Role
from shared.contracts.reporting import (
    CityPage,
    Clause,
    Counted,
    GetReport,
    KnownReport,
    KnownReports,
    ListCounted,
    ListReportEvents,
    Report,
    ReportColumn,
    ReportEvent,
    ReportFigure,
    ReportRow,
    ReportTable,
    TrackerReport,
)
from shared.contracts.requests import Page
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers

AT = datetime(2027, 3, 1, 23, tzinfo=UTC)
KNOWN = KnownReports(items=(
    KnownReport(name="funnel", of="call"), KnownReport(name="time_in_state", of="call"),
    KnownReport(name="tracker", of="cohort"), KnownReport(name="city", of="city"),
))  # fmt: skip
STATES = ReportTable(
    name="states",
    columns=(
        ReportColumn(name="state", kind="word", words="states.application"),
        ReportColumn(name="applications", kind="number"),
    ),
    rows=(
        ReportRow(cells=("declined", 9), of={"applications": "states/declined/applications"}),
        ReportRow(cells=("confirmed", 3)),
    ),
    total=(None, 12),
    total_of={"applications": "states/total/applications"},
    drawn="bars",
)
CITIES = ReportTable(
    name="cities",
    columns=(
        ReportColumn(name="city", kind="city"),
        ReportColumn(name="country", kind="country"),
        ReportColumn(name="status", kind="word", words="states.participation"),
    ),
    rows=(ReportRow(cells=("=Montería", "CO", "active"), code="K7Q2M9X4TB", about="phase"),),
)
MONTHS = ReportTable(
    name="by_month",
    columns=(ReportColumn(name="day", kind="day"), ReportColumn(name="onboarding", kind="number", named_by="phases")),
    rows=(ReportRow(cells=("2027-01-31", 1)), ReportRow(cells=("2027-02-28", 3))),
    drawn="lines",
)


def answer(asked: GetReport) -> Report:
    """As of the day that was asked for; a later one counts more."""
    known = {"report": asked.report, "as_of": AT, "time_zone": "America/New_York"}
    if asked.report == "funnel":
        figures = (ReportFigure(name="confirmed", kind="number", value=3, of="confirmed"),)
        return Report(**known, figures=figures, tables=(STATES,))  # type: ignore[arg-type]
    return Report(**known, cohort=asked.cohort, code=asked.code, tables=(CITIES, MONTHS))  # type: ignore[arg-type]


def cohort_of(id_: str, starts_on: date) -> cohort.Cohort:
    return cohort.Cohort.model_construct(id=id_, name=f"The {id_}", starts_on=starts_on)


COHORTS = (cohort_of("first", date(2020, 1, 5)), cohort_of("second", date(2021, 1, 5)))
PLANNED = cohort_of("planned", date.max)
EVENT = ReportEvent(
    at=AT, actor="local-admin", event="participation_started", clauses=(Clause(key="application_withdrawn"),),
    event_id="00000000-0000-0000-0000-000000000007", recorded_at=AT, source="cohort",
)  # fmt: skip
CITY = CityPage(
    code="K7Q2M9X4TB", city="Montería", country="CO", call="2027", state="confirmed", cohort="second", phase=None,
    history=(),
)  # fmt: skip


def door(role: Role = Role.STAFF, **answers: Any) -> Doorway:
    known: dict[str, Any] = {
        "list_reports": KNOWN,
        "get_report": answer,
        "get_tracker_report": TrackerReport(as_of=AT, cohort="second", by_phase={}, members=()),
        "get_city_page": CITY,
        "list_report_events": Page[ReportEvent](items=(EVENT,), next=None, total=1),
        "list_calls": Page[Call](items=(), next=None, total=0),
        "list_cohorts": Page.model_construct(items=COHORTS, next=None, total=2),
    }
    return door_of(role, **known | answers)


def sent(one: Doorway, kind: type[Any]) -> list[Any]:
    return [asked.request for asked in one.client.asked if isinstance(asked.request, kind)]


def test_a_report_shows_its_figures_tables_and_bars() -> None:
    answered = door().get("/reports/funnel", headers=headers())
    page = Read(answered)
    for said in ("Confirmed", "Declined", "March 1, 2027", "Eastern", "12"):
        assert said in page.text, said
    assert 'class="bar"' in answered.text
    assert 'width="100.0%"' in answered.text


def test_each_figure_leads_to_the_rows_and_each_row_to_its_events() -> None:
    page = Read(door().get("/reports/funnel?call=2027&as_of=2027-02-01", headers=headers()))
    at = "as_of=2027-03-01T23%3A00%3A00%2B00%3A00"  # the moment that the report says
    for of in ("confirmed", "states%2Fdeclined%2Fapplications", "states%2Ftotal%2Fapplications"):
        assert f"/reports/funnel/counted?call=2027&of={of}&{at}" in page.links
    tracker = Read(door().get("/reports/tracker?as_of=2027-02-01", headers=headers()))
    assert "/reports/events?code=K7Q2M9X4TB&about=phase&as_of=2027-02-01" in tracker.links


def test_two_moments_lead_each_to_what_was_then() -> None:
    at = door(get_report=lambda asked: answer(asked).model_copy(update={"as_of": datetime.combine(
        asked.as_of or AT, datetime.min.time(), UTC)}))  # fmt: skip
    page = Read(at.get("/reports/funnel?then=2027-01-01&as_of=2027-02-01", headers=headers()))
    for day in ("2027-01-01", "2027-02-01"):
        for of in ("confirmed", "states%2Fdeclined%2Fapplications"):
            assert f"/reports/funnel/counted?of={of}&as_of={day}T00%3A00%3A00%2B00%3A00" in page.links


LIST = ReportTable(name="counted", columns=CITIES.columns, rows=CITIES.rows)
MADE_OF = Report(
    report="funnel", as_of=AT, time_zone="America/New_York", tables=(LIST,),
    figures=(ReportFigure(name="country", kind="country", value="CO"),
             ReportFigure(name="received", kind="number", value=3)),
)  # fmt: skip


def parts(asked: ListCounted) -> Counted:
    return Counted(report=MADE_OF, next=None if asked.after else "1", total=2)


def test_what_a_number_was_made_of_leads_to_its_events() -> None:
    at = door(list_counted=parts)
    of = "call=2027&of=by_country%2FCO%2Freceived&as_of=2027-02-01"
    page = Read(at.get(f"/reports/funnel/counted?{of}", headers=headers()))
    wanted = {"report": "funnel", "call": "2027", "as_of": "2027-02-01", "of": "by_country/CO/received"}
    assert sent(at, ListCounted) == [ListCounted.model_validate(wanted)]
    assert "/reports/events?code=K7Q2M9X4TB&about=phase&as_of=2027-02-01" in page.links
    assert "/reports/funnel?call=2027&as_of=2027-02-01" in page.links
    assert f"/reports/funnel/counted.csv?{of}" in [address.replace("&as_of=2027-02-01", "") + "&as_of=2027-02-01"
                                                   for address in page.links]  # fmt: skip
    for said in ("Behind a number: Funnel", "Colombia", "1 to 1 of 2"):
        assert said in page.text, said


def test_all_that_a_number_was_made_of_is_saved_as_a_table() -> None:
    at = door(list_counted=parts)
    answered = at.get("/reports/funnel/counted.csv?of=received", headers=headers())
    assert answered.text.count("K7Q2M9X4TB,'=Montería,Colombia,Active") == 2
    assert [(one.after, one.as_of) for one in sent(at, ListCounted)] == [(None, None), ("1", AT)]
    assert "note_list_taken" in [one.request.method for one in at.client.asked]


@pytest.mark.parametrize(("of", "status"), [("", 404), ("of=a%2Fb", 422), ("of=received&after=x", 422)])
def test_what_is_no_number_is_refused(of: str, status: int) -> None:
    refused = Refusal("invalid")
    assert door(list_counted=refused).get(f"/reports/funnel/counted?{of}", headers=headers()).status_code == status


def test_the_events_of_a_row_say_when_they_happened_and_were_recorded() -> None:
    at = door()
    page = Read(at.get("/reports/events?code=K7Q2M9X4TB&about=phase&as_of=2027-02-01", headers=headers()))
    assert "Montería" in page.text
    assert str(EVENT.event_id) in page.text
    wanted = {"code": "K7Q2M9X4TB", "about": "phase", "as_of": "2027-02-01"}
    assert sent(at, ListReportEvents) == [ListReportEvents.model_validate(wanted)]


def test_any_day_of_any_call_is_asked_for_by_the_address() -> None:
    at = door()
    page = Read(at.get("/reports/funnel?call=2027&by=region&as_of=2027-02-01", headers=headers()))
    wanted = {"report": "funnel", "call": "2027", "by": "region", "as_of": "2027-02-01"}
    assert sent(at, GetReport) == [GetReport.model_validate(wanted)]
    assert "/reports/funnel.csv?call=2027&by=region&as_of=2027-02-01" in page.links


def test_two_moments_stand_side_by_side() -> None:
    at = door()
    page = Read(at.get("/reports/funnel?then=2027-01-01&as_of=2027-02-01", headers=headers()))
    assert [str(one.as_of) for one in sent(at, GetReport)] == ["2027-02-01", "2027-01-01"]
    assert "Applications, then" in page.text
    assert "Then: " in page.text


def test_months_are_drawn_as_bars_and_their_numbers_stand_below() -> None:
    answered = door().get("/reports/tracker", headers=headers())
    assert answered.text.count('<rect class="fill-1"') == 3
    assert "2/28/27" in Read(answered).text or "Feb 28, 2027" in Read(answered).text


def test_what_is_no_day_is_said_above_the_choice_which_stays() -> None:
    answered = door().get("/reports/funnel?as_of=tomorrow", headers=headers("es"))
    assert answered.status_code == 422
    assert Read(answered).fields["as_of"]["value"] == "tomorrow"
    refused = door(get_report=Refusal("not_found", reason="cohort"))
    assert refused.get("/reports/tracker?cohort=third", headers=headers()).status_code == 422


def test_a_report_that_there_is_not_is_not_found() -> None:
    for path in ("/reports/weather", "/reports/weather.csv", "/reports/time_in_state"):
        assert door().get(path, headers=headers()).status_code == 404
    assert door().get("/reports/time-in-state", headers=headers()).status_code == 200


@pytest.mark.parametrize(("known", "shown"), [((*COHORTS, PLANNED), "second"), ((PLANNED,), "planned")])
def test_of_one_that_begins_later_there_is_nothing_to_see_beside_another(known: Any, shown: str) -> None:
    at = door(list_cohorts=Page.model_construct(items=known, next=None, total=len(known)))
    at.get("/reports/tracker", headers=headers())
    assert [one.cohort for one in sent(at, GetReport)] == [shown]


def test_of_cohorts_the_latest_is_shown_unless_another_is_chosen() -> None:
    at = door()
    page = Read(at.get("/reports/tracker", headers=headers()))
    assert "/cities/K7Q2M9X4TB" in page.links
    at.get("/reports/tracker?cohort=first", headers=headers())
    assert [one.cohort for one in sent(at, GetReport)] == ["second", "first"]


def test_of_a_city_its_code_is_asked_for_first() -> None:
    at = door()
    assert "code" in Read(at.get("/reports/city", headers=headers())).fields
    assert sent(at, GetReport) == []
    assert door().get("/reports/city.csv", headers=headers()).status_code == 404


def test_without_a_cohort_there_is_nothing_to_report_yet() -> None:
    none = Page.model_construct(items=(), next=None, total=0)
    assert "Nothing to report yet" in Read(door(list_cohorts=none).get("/reports/tracker", headers=headers())).text


@pytest.mark.parametrize(
    ("path", "row"),
    [
        ("funnel.csv", "Confirmed,3"),
        ("tracker.csv", "K7Q2M9X4TB,'=Montería,Colombia,Active"),
        ("tracker.csv?table=by_month", "2027-02-28,3"),
    ],
)
def test_each_is_saved_as_a_table_and_nothing_in_it_is_a_formula(path: str, row: str) -> None:
    at = door()
    answered = at.get(f"/reports/{path}", headers=headers())
    assert row in answered.text.split("\r\n")
    (noted,) = [one.request for one in at.client.asked if one.request.method == "note_list_taken"]
    assert noted.place == "/reports/{name}.csv"
    assert answered.text.startswith("\ufeff")


@pytest.mark.parametrize(("form", "beginning"), [("xlsx", b"PK"), ("json", b"{"), ("pdf", b"%PDF")])
def test_each_is_saved_in_other_forms(form: str, beginning: bytes) -> None:
    answered = door().get(f"/reports/funnel.{form}", headers=headers())
    assert answered.content.startswith(beginning)
    assert answered.headers["content-disposition"] == f'attachment; filename="funnel.{form}"'


def test_a_table_that_the_report_lacks_is_not_found() -> None:
    assert door().get("/reports/funnel.csv?table=cities", headers=headers()).status_code == 404


def test_what_cannot_be_recorded_is_not_given_out() -> None:
    answered = door(note_list_taken=unavailable()).get("/reports/funnel.csv", headers=headers())
    assert (answered.status_code, "Confirmed,3" in answered.text) == (503, False)


def test_while_reporting_is_down_the_page_says_so() -> None:
    assert door(get_report=unavailable()).get("/reports/funnel", headers=headers()).status_code == 503


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPLICANT, Role.CITY_MEMBER])
def test_nobody_else_sees_them(role: Role) -> None:
    for name in ("funnel", "tracker.csv", "events", "board.pdf", "funnel/counted", "funnel/counted.csv"):
        assert door(role).get(f"/reports/{name}", headers=headers()).status_code == 403


def test_a_coach_reads_and_saves_their_own_cities() -> None:
    assert "/reports/tracker" in Read(door(Role.COACH).get("/reports/tracker", headers=headers())).links
    assert door(Role.COACH).get("/reports/tracker.csv", headers=headers()).status_code == 200
    first = door(Role.COACH).get("/reports", headers=headers())
    assert first.headers["location"] == "/reports/tracker"
