"""Each report on a real PostgreSQL: its numbers by hand, as of any moment, and the same after a rebuild."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.reporting import rebuilding
from services.reporting.domain import Audience
from services.reporting.making import get_report, list_report_events, list_reports
from services.reporting.open_counts import get_open_counts, total_of
from services.reporting.rebuilt import Rebuilt
from services.reporting.reports import REPORTS
from services.reporting.repository import Repository
from shared.contracts import cohort, eligibility, intake
from shared.contracts.errors import Refusal
from shared.contracts.lifecycle import ApplicationState as S
from shared.contracts.reporting import (
    GetOpenCounts,
    GetReport,
    ListReportEvents,
    ListReports,
    OpenCounts,
    Report,
    ReportTable,
    StartRebuild,
)
from tests.integration.reporting.test_recording import Store
from tests.support.foundations import Foundations
from tests.support.owners import FakeOwners
from tests.unit.reporting.city_events import component, life, of_city
from tests.unit.reporting.fakes import (
    anonymised,
    asked,
    checked,
    decided,
    envelope_of,
    minutes,
    selection,
    sent,
    started,
    status_changed,
    submitted,
    withdrawn,
)
from tests.unit.reporting.test_reporting_handlers import PROGRAM

AHEAD = datetime(2999, 1, 1, tzinfo=UTC)
CLOSED = datetime(2026, 1, 1, tzinfo=UTC)  # before the clock of any machine that runs this
CONFIRMED = {
    "cohort": "c27", "city": "Puerto Ejemplo", "admin_area": "Magdalena", "country": "CO",
    "time_zone": "America/Bogota", "language": "es", "team_lead_ref": None, "confirmed_at": minutes(9),
}  # fmt: skip
SUBJECTS = {"call": {"call": "2027"}, "cohort": {"cohort": "c27"}, "city": {"code": "A"}}


def history() -> list[Any]:
    """A takes part and does everything; B was declined, C withdrew, D pauses."""
    review = asked(eligibility.ReviewSubmitted, conflict="none", scores={}, apart=False)
    return [
        submitted(), submitted("B", country="BR"), submitted("C", country="CA"), submitted("D", country="PE"),
        checked(), checked("B", outcome="ineligible"), checked("C", outcome="needs_review"), review,
        withdrawn("C"), selection(eligibility.SelectionEnded, S.WITHDRAWN, "C"), decided(), sent(),
        selection(eligibility.OfferConfirmed, S.CONFIRMED, **CONFIRMED),
        *life(), started("D"), status_changed("paused", "D"),
    ]  # fmt: skip


@pytest.fixture
def store(foundations: Foundations) -> Iterator[Store]:
    url = foundations.database_of("reporting")
    kept = Store(url)
    kept.record([envelope_of(event, time=minutes(number)) for number, event in enumerate(history())])
    yield kept
    kept.database.close()
    foundations.give_back(url)


def report(store: Store, name: str, **asked: Any) -> Report:
    subject = next(SUBJECTS[one.of] for one in REPORTS if one.name == name)
    with store.database.transaction() as tx:
        return get_report(GetReport.model_validate({"report": name} | subject | asked), Repository(tx), PROGRAM,
                          FakeOwners())  # type: ignore[arg-type]  # fmt: skip


def table(found: Report, name: str) -> ReportTable:
    return next(one for one in found.tables if one.name == name)


def rows(found: Report, name: str) -> list[tuple[Any, ...]]:
    return [one.cells for one in table(found, name).rows]


def figures(found: Report) -> dict[str, Any]:
    return {one.name: one.value for one in found.figures}


def test_the_funnel_counts_how_far_each_came(store: Store) -> None:
    found = report(store, "funnel")
    steps = {"received": 4, "reviewed": 1, "offered": 1, "confirmed": 1}
    assert figures(found) == steps | {"answer_days": 0.0}
    assert rows(found, "steps") == [
        ("received", 100, 4), ("checked", 75, 3), ("eligible", 25, 1),
        ("reviewed", 25, 1), ("offered", 25, 1), ("confirmed", 25, 1),
    ]  # fmt: skip
    assert rows(found, "by_country")[-1][0] == "PE"
    assert table(found, "by_country").total == (None, 4, 3, 1, 1, 1, 1)
    assert rows(report(store, "funnel", by="region"), "by_region") == [
        ("south_america", 3, 2, 1, 1, 1, 1), ("north_america", 1, 1, 0, 0, 0, 0),
    ]  # fmt: skip
    assert rows(report(store, "funnel", by="language"), "by_language") == [("es", 4, 3, 1, 1, 1, 1)]
    assert rows(report(store, "funnel", by="resident_outcome"), "by_resident_outcome") == [
        ("mobility", 4, 3, 1, 1, 1, 1)
    ]


def test_an_answer_is_the_first_that_was_sent_in_whole_tenths_of_days(store: Store) -> None:
    days = timedelta(days=1)
    told = [
        (submitted("E"), minutes(0)), (decided("E"), minutes(1)), (sent("E"), minutes(0) + 12 * days),
        (submitted("F"), minutes(0)), (decided("F"), minutes(1)), (sent("F"), minutes(0) + 46.05 * days),
    ]  # fmt: skip
    store.record([envelope_of(event, time=at) for event, at in told])
    assert figures(report(store, "funnel"))["answer_days"] == 12.0  # the middle of 0, 12, 46


def test_time_in_a_state_goes_by_when_things_happened(store: Store) -> None:
    found = rows(report(store, "time_in_state"), "time_in_state")
    assert [one[:3] for one in found if one[1]] == [
        ("submitted", 3, 0.0), ("checked", 2, 0.0), ("in_review", 1, 0.0), ("decided", 1, 0.0), ("offered", 1, 0.0),
    ]  # fmt: skip
    assert [(one[0], one[4]) for one in found if one[4]] == [
        ("submitted", 1), ("checked", 1), ("confirmed", 1), ("withdrawn", 1)
    ]  # fmt: skip


def test_screening_stands_beside_what_came_of_it(store: Store) -> None:
    assert rows(report(store, "screening"), "screening") == [
        ("eligible", 1, 1, 1, 1, 100, 0, 1),
        ("needs_review", 1, 0, 0, 0, 0, 1, 0),
        ("ineligible", 1, 0, 0, 0, 0, 0, 0),
    ]


def test_the_tracker_shows_cities_and_months(store: Store) -> None:
    found = report(store, "tracker")
    assert [one[2:4] for one in rows(found, "cities")] == [("demonstration", "active"), ("onboarding", "paused")]
    assert rows(found, "by_month")[-1][1:] == (1, 1)


def test_attendance_by_city_and_kind(store: Store) -> None:
    found = report(store, "attendance")
    assert rows(found, "cities")[0][2:] == (0, 2, 0, 0, 0, 1, 0)
    assert rows(found, "by_kind") == [("coaching", 0, 2, 0, 0), ("mayors", 0, 0, 1, None)]


def test_strategies_by_component(store: Store) -> None:
    found = report(store, "strategy")
    states = dict(zip([one.name for one in table(found, "cities").columns], rows(found, "cities")[0], strict=True))
    assert (states["quality"], states["governance"]) == ("approved", "empty")
    assert (states["approved_components"], states["launched_on"]) == (1, "2028-02-01")
    assert figures(found) == {"approved_components": 1, "approved_share": 10, "launched": 1}


def test_targets_with_their_progress(store: Store) -> None:
    found = report(store, "outcomes")
    assert figures(found) == {"targets": 1, "measured": 1, "reached": 0, "median_progress": "50"}
    assert rows(found, "by_outcome") == [("mobility", 1, 1, 1, 0, "50")]
    assert rows(found, "targets")[0][2:] == (
        "mobility", "down", "40", "30", "2027-09-01", "20", "2028-03-01", "50"
    )  # fmt: skip


def test_maturity_start_beside_end(store: Store) -> None:
    found = report(store, "maturity")
    assert rows(found, "maturity_by_component") == [
        ("city", "quality", 1, "2.00", "4.00", "2.00"), ("city", "use", 1, "1.00", "2.00", "1.00"),
    ]  # fmt: skip
    assert rows(found, "maturity")[0][2:] == ("city", "1.5", "3", "1.5")
    assert rows(found, "surveys") == [("start", 1, 1, 100)]


def test_results_are_listed_by_kind(store: Store) -> None:
    found = report(store, "results")
    assert figures(found) == {
        "adopted_policies": 1, "processes_in_use": 1, "ai_in_use": 1, "signed_commitments": 1, "residents_engaged": 120,
    }  # fmt: skip
    assert rows(found, "project_parts")[0][2:] == ("charter", 1, "accepted")
    assert rows(found, "commitments")[0][2:] == ("mayor", "signed", "2028-01-09", 2)


def test_what_needs_attention_says_why_and_who_acts(store: Store) -> None:
    """The clock of the database is before those days."""
    found = report(store, "attention")
    assert {(one[2], one[3]) for one in rows(found, "reasons")} == {("absent_again", "coach"), ("paused", "staff")}


def test_the_board_report_has_the_numbers_of_the_others(store: Store) -> None:
    board = report(store, "board")
    others = {
        name: value
        for one in REPORTS
        if one.of == "cohort" and one.name != "board"
        for name, value in figures(report(store, one.name)).items()
    }
    own = {"starts_on", "ends_on", "cities_taking_part"}
    assert {name: others[name] for name in figures(board).keys() - own} == {
        name: value for name, value in figures(board).items() if name not in own
    }
    assert figures(board)["cities_taking_part"] == 2


@pytest.mark.parametrize("one", REPORTS, ids=lambda one: one.name)
def test_a_report_of_a_past_moment_never_changes(store: Store, one: Any) -> None:
    moment = max(row["recorded_at"] for row in store.rows("select recorded_at from event_log"))
    before = report(store, one.name, as_of=moment)
    later = [
        submitted("E"), component(cohort.StrategyChangesRequested), status_changed("active", "D"),
        of_city(cohort.PolicySaved, policy_id="00000000-0000-0000-0000-000000000003", area="other",
                instrument="decree", state="repealed", adopted_on=None),
    ]  # fmt: skip
    store.record([envelope_of(event, time=minutes(99)) for event in later])
    assert report(store, one.name, as_of=moment) == before
    assert report(store, one.name, as_of=moment) == report(store, one.name, as_of=moment)
    assert report(store, one.name).tables != () or one.name == "city"


@pytest.mark.parametrize("one", REPORTS, ids=lambda one: one.name)
def test_a_report_is_the_same_after_a_rebuild(store: Store, one: Any) -> None:
    moment = max(row["recorded_at"] for row in store.rows("select recorded_at from event_log"))
    before = report(store, one.name, as_of=moment)
    store.rows("update facts set says = '{}' returning 1")
    store.rows("delete from stays returning 1")
    rebuild(store)
    assert report(store, one.name, as_of=moment) == before


def rebuild(store: Store) -> None:
    with store.database.transaction() as tx:
        rebuilding.start_rebuild(StartRebuild(), Rebuilt(tx))
    more = True
    while more:
        with store.database.transaction() as tx:
            more = rebuilding.continue_rebuild(Rebuilt(tx))


def test_each_row_leads_to_the_events_that_it_was_made_from(store: Store) -> None:
    (target,) = table(report(store, "outcomes"), "targets").rows
    with store.database.transaction() as tx:
        asked = ListReportEvents(code=str(target.code), about=str(target.about))
        found = list_report_events(asked, Repository(tx), PROGRAM)
    assert [one.event for one in found.items] == ["target_set", "target_measured"]
    assert all(one.summary for one in found.items)


@pytest.mark.parametrize("one", [one for one in REPORTS if one.of == "cohort"], ids=lambda one: one.name)
def test_every_row_of_a_city_has_events(store: Store, one: Any) -> None:
    for shown in report(store, one.name).tables:
        for row in shown.rows:
            if row.about is not None:
                with store.database.transaction() as tx:
                    asked = ListReportEvents(code=str(row.code), about=row.about)
                    assert list_report_events(asked, Repository(tx), PROGRAM).total > 0, (shown.name, row)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"report": "weather"}, "not_found"),
        ({"report": "funnel", "call": "1999"}, "not_found"),
        ({"report": "tracker", "cohort": "c99"}, "not_found"),
        ({"report": "city", "code": "JK2MPJ4V23"}, "not_found"),
        ({"report": "tracker"}, "invalid"),
        ({"report": "funnel", "as_of": "2999-01-01"}, "invalid"),
    ],
)
def test_what_is_not_there_is_refused(store: Store, asked: dict[str, Any], code: str) -> None:
    with store.database.transaction() as tx, pytest.raises(Refusal) as caught:
        get_report(GetReport.model_validate(asked), Repository(tx), PROGRAM, FakeOwners())  # type: ignore[arg-type]
    assert caught.value.code == code


def test_who_does_not_run_the_program_has_fewer_reports(store: Store) -> None:
    with store.database.transaction() as tx:
        everything = [one.name for one in list_reports(ListReports(), Repository(tx)).items]
        a_coach = Repository(tx, Audience(coach=UUID(int=9)))
        assert set(everything) - {one.name for one in list_reports(ListReports(), a_coach).items} == {
            "screening", "time_in_state",
        }  # fmt: skip
        with pytest.raises(Refusal, match="not_found"):
            get_report(GetReport(report="screening"), a_coach, PROGRAM, FakeOwners())  # type: ignore[arg-type]
        found = get_report(GetReport(report="funnel"), a_coach, PROGRAM, FakeOwners())  # type: ignore[arg-type]
        assert [one.name for one in found.tables] == ["states"]


def test_small_counts_are_not_published_nor_reckoned_from_their_total(store: Store) -> None:
    called = intake.CallOpened(
        call_id=UUID(int=27), call="2027", title="Round", opens_at=minutes(0), closes_at=AHEAD, time_zone="UTC",
        eligibility_as_of=CLOSED.date(), capacity=22, offer_reply_days=14,
        cohort=intake.PlannedCohort(id="c27", name="Cohort", starts_on=CLOSED.date()),
    )  # fmt: skip
    more = [submitted(f"M{number}", country="MX") for number in range(6)]
    store.record([envelope_of(event, time=minutes(120)) for event in more])

    def counts() -> OpenCounts:
        with store.database.transaction() as tx:
            return get_open_counts(GetOpenCounts(), Repository(tx))

    assert counts().calls == ()
    store.record([envelope_of(called)])
    assert counts().calls == ()
    store.record([envelope_of(intake.CallClosed(call_id=called.call_id, call="2027", closes_at=CLOSED), version=2)])
    (found,) = counts().calls
    assert {one.name: one.received for one in found.by_country} == {
        "BR": None, "CA": None, "CO": None, "MX": 6, "PE": None,
    }  # fmt: skip
    assert found.received is None
    assert [(one.name, one.received) for one in found.by_resident_outcome] == [("mobility", 10)]


@pytest.mark.parametrize(
    ("counts", "total"),
    [
        ({"A": 9, "B": 4}, None),
        ({"A": 9, "B": 1, "C": 2}, None),
        ({"A": 9, "B": 4, "C": 3}, 16),
        ({"A": 9}, 9),
        ({}, 0),
    ],
)
def test_a_total_is_published_where_it_tells_of_no_line(counts: dict[str, int], total: int | None) -> None:
    assert total_of(counts) == total


def test_a_reply_is_plain_json(store: Store) -> None:
    for one in REPORTS:
        found = report(store, one.name)
        assert Report.model_validate(json.loads(found.model_dump_json())) == found


def test_a_city_that_is_erased_is_named_in_no_report(store: Store) -> None:
    moment = max(row["recorded_at"] for row in store.rows("select recorded_at from event_log"))
    store.record([envelope_of(anonymised(), time=minutes(99))])
    for one in REPORTS:
        found = report(store, one.name, as_of=moment + timedelta(microseconds=1))
        if one.of != "city":
            assert all("Puerto Ejemplo" not in row.cells for shown in found.tables for row in shown.rows
                       if row.code == "A")  # fmt: skip
