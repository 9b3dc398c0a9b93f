"""Reporting's use cases: the log, reports as of a moment, pages, refusals."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from services.reporting import handlers
from services.reporting.domain import Audience, Order, order_of
from services.reporting.event_chain import find_broken
from services.reporting.recording import STEP, read_arrival, record_events
from services.reporting.reports.attendance.handler import get_attendance_report
from services.reporting.reports.city.handler import get_city_page
from services.reporting.reports.funnel.handler import get_funnel
from services.reporting.reports.tracker.handler import get_tracker_report
from shared.contracts import cohort, eligibility
from shared.contracts.errors import Refusal
from shared.contracts.events import Event
from shared.contracts.identity import PersonAdded
from shared.contracts.lifecycle import ApplicationState as S
from shared.contracts.reporting import (
    AttendanceReport,
    GetAttendanceReport,
    GetCityPage,
    GetFunnel,
    GetTrackerReport,
    ListApplications,
)
from shared.messaging.retry import Permanent
from shared.program.load import load_program
from tests.support.owners import FakeOwners
from tests.unit.reporting.fakes import (
    advanced,
    application_id,
    asked,
    attended,
    checked,
    convened,
    decided,
    envelope_of,
    held,
    minutes,
    project,
    sent,
    session,
    started,
    status_changed,
    submitted,
    undone,
    withdrawn,
)
from tests.unit.reporting.tables import tables

PROGRAM = load_program(Path(__file__).parents[3] / "programs" / "city-data-alliance.toml")


def record(*events: Event, repository: Any = None) -> Any:
    """Recorded at minute 1, 2, …"""
    repository = repository or tables()
    for event in events:
        record_events([read_arrival(envelope_of(event))], repository)
    return repository


def funnel(repository: Any, minute: int | None = None, call: str | None = None) -> dict[S, int]:
    as_of = None if minute is None else minutes(minute)
    return get_funnel(GetFunnel(call=call, as_of=as_of), repository, PROGRAM, FakeOwners()).states


# -- the event log ---------------------------------------------------------------------------------------------------


def test_every_envelope_is_logged_in_an_unbroken_chain():
    person = PersonAdded(person_id=uuid4(), roles=(), languages=())
    repository = record(submitted(), person, checked())
    assert [envelope.type for envelope, _, _ in repository.log] == [
        "application_submitted", "person_added", "eligibility_checked",
    ]  # fmt: skip
    assert [about for _, about, _ in repository.log] == [application_id("A"), None, application_id("A")]
    assert find_broken(entry for _, _, entry in repository.log) is None


def test_an_unknown_type_is_logged_with_its_application():
    repository = tables()
    record_events([read_arrival(envelope_of(submitted(), type="application_praised"))], repository)
    assert [about for _, about, _ in repository.log] == [application_id("A")]
    assert repository.applications == {}


@pytest.mark.parametrize("value", [None, 7, "no id", {"a": 1}])
def test_an_application_id_that_is_none_is_no_obstacle(value: object):
    envelope = envelope_of(submitted(), type="application_praised", data={"application_id": value})
    assert read_arrival(envelope).application_id is None


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_what_the_database_cannot_keep_is_a_dead_letter(text: str):
    with pytest.raises(Permanent, match="the envelope holds"):
        read_arrival(envelope_of(submitted(), type="other", data={"text": text}))


def test_the_events_of_one_transaction_are_recorded_as_one_after_the_other():
    together = tables()
    arrivals = [read_arrival(envelope_of(event)) for event in (submitted(), checked(), submitted("B"))]
    record_events(arrivals, together)
    entries = [entry for _, _, entry in together.log]
    assert find_broken(entries) is None
    assert [entry.recorded_at for entry in entries] == [minutes(1), minutes(1) + STEP, minutes(1) + 2 * STEP]
    assert [(s.state, at) for _, at, s in together.states] == [
        (S.SUBMITTED, minutes(1)), (S.CHECKED, minutes(1) + STEP), (S.SUBMITTED, minutes(1) + 2 * STEP),
    ]  # fmt: skip
    record_events([read_arrival(envelope_of(checked("B")))], together)
    assert find_broken(entry for _, _, entry in together.log) is None


def test_an_event_of_another_form_is_refused_before_the_end_of_its_transaction():
    with pytest.raises(Permanent, match="malformed"):
        read_arrival(envelope_of(submitted(), data={"application_id": "none"}))


def test_a_rebuild_from_the_log_gives_the_same_read_models():
    repository = record(
        submitted(), checked(), submitted("B"), decided(), sent(), started(), withdrawn("B"), advanced()
    )  # fmt: skip
    again = tables(now=repository.now)
    for envelope, _, entry in repository.log:
        project(envelope, entry.recorded_at, again)
    assert (again.applications, again.states, again.phases) == (
        repository.applications, repository.states, repository.phases,
    )  # fmt: skip


# -- the funnel --------------------------------------------------------------------------------------------------------


def test_the_funnel_counts_each_application_once_by_its_last_state():
    repository = record(submitted(), submitted("B", country="PE"), checked(), checked("B"), decided())
    report = get_funnel(GetFunnel(), repository, PROGRAM, FakeOwners())
    assert report.states == {S.CHECKED: 1, S.DECIDED: 1}
    assert report.by_country == {"CO": {S.DECIDED: 1}, "PE": {S.CHECKED: 1}}
    assert report.as_of == repository.now


def test_the_funnel_of_an_earlier_moment_holds_what_was_recorded_by_it():
    repository = record(submitted(), checked(), decided())
    assert funnel(repository, 0) == {}
    assert funnel(repository, 1) == {S.SUBMITTED: 1}
    assert funnel(repository, 2) == {S.CHECKED: 1}
    assert funnel(repository, 3) == {S.DECIDED: 1}


def test_a_late_entry_changes_no_old_report():
    repository = record(checked(), submitted("B"))
    before = funnel(repository, 2)
    record(submitted(country="PE"), withdrawn("B"), repository=repository)
    assert funnel(repository, 2) == before == {S.SUBMITTED: 1}
    assert funnel(repository) == {S.CHECKED: 1, S.WITHDRAWN: 1}


def test_a_date_means_the_end_of_that_day_in_the_zone_of_the_program():
    later = tables(now=datetime(2027, 4, 1, tzinfo=UTC))
    report = get_funnel(GetFunnel(as_of=date(2027, 3, 13)), later, PROGRAM, FakeOwners())
    assert report.as_of == datetime(2027, 3, 14, 4, 59, 59, 999999, tzinfo=UTC)
    spring_forward = get_funnel(GetFunnel(as_of=date(2027, 3, 14)), later, PROGRAM, FakeOwners())
    assert spring_forward.as_of == datetime(2027, 3, 15, 3, 59, 59, 999999, tzinfo=UTC)


def test_today_means_what_is_known_now():
    now = datetime(2027, 3, 14, 16, tzinfo=UTC)
    assert get_funnel(GetFunnel(as_of=date(2027, 3, 14)), tables(now=now), PROGRAM, FakeOwners()).as_of == now


@pytest.mark.parametrize("ahead", [date(2027, 3, 2), date.max, minutes(1)])
def test_what_is_ahead_is_not_known(ahead: date):
    with pytest.raises(Refusal) as caught:
        get_funnel(GetFunnel(as_of=ahead), tables(), PROGRAM, FakeOwners())
    assert [(one.field, one.code) for one in caught.value.details] == [("as_of", "after_today")]


def test_the_funnel_of_a_call_holds_that_call_alone():
    repository = record(submitted())
    assert funnel(repository, call="2027") == {S.SUBMITTED: 1}
    with pytest.raises(Refusal, match="not_found: There is no call 2028"):
        funnel(repository, call="2028")


# -- applications ------------------------------------------------------------------------------------------------------


def test_applications_come_in_pages_by_code():
    repository = record(*(submitted(code) for code in "CADB"), checked("B"))
    first = handlers.list_applications(ListApplications(limit=3), repository, PROGRAM, FakeOwners())
    assert ([a.code for a in first.items], first.next, first.total) == (["A", "B", "C"], "C", 4)
    last = handlers.list_applications(ListApplications(limit=3, after=first.next), repository, PROGRAM, FakeOwners())
    assert ([a.code for a in last.items], last.next, last.total) == (["D"], None, 4)


def test_a_page_is_of_the_model_that_the_contract_names():
    assert (
        type(handlers.list_applications(ListApplications(), tables(), PROGRAM, FakeOwners())) is ListApplications.reply
    )


def test_a_full_last_page_has_no_next():
    page = handlers.list_applications(
        ListApplications(limit=2), record(submitted("A"), submitted("B")), PROGRAM, FakeOwners()
    )
    assert page.next is None


def test_applications_are_filtered_by_call_and_state():
    repository = record(submitted("A"), submitted("B"), checked("B", outcome="needs_review"), checked("X"))
    page = handlers.list_applications(ListApplications(call="2027", state=S.CHECKED), repository, PROGRAM, FakeOwners())
    assert [(a.code, a.eligibility) for a in page.items] == [("B", "needs_review")]


def parts(repository: Any, sort: str, limit: int = 1) -> list[str]:
    """All of a list, one part after the other."""
    found, after = list[str](), None
    while True:
        request = ListApplications.model_validate({"sort": sort, "limit": limit, "after": after})
        page = handlers.list_applications(request, repository, PROGRAM, FakeOwners())
        found += [one.code for one in page.items]
        after = page.next
        if after is None:
            return found


def test_applications_are_sorted_and_parts_neither_repeat_nor_skip_one():
    repository = record(
        submitted("A", city="Zacatecas", country="MX"),
        submitted("B", city="Córdoba", country="AR"),
        submitted("D", city="Cordoba", country="CO"),
    )
    assert parts(repository, "city") == ["B", "D", "A"]
    assert parts(repository, "-city") == ["A", "D", "B"]
    assert parts(repository, "language") == ["A", "B", "D"]
    assert parts(repository, "-language") == ["D", "B", "A"]


def test_the_order_tells_nobody_a_state_that_they_are_not_told():
    repository = record(submitted("A"), submitted("B"), checked("A"))
    repository.audience = Audience(member=UUID(int=9))
    assert order_of("-state", repository.audience) == Order()


def codes(repository: Any, **filters: Any) -> list[str]:
    request = ListApplications.model_validate(filters)
    return [one.code for one in handlers.list_applications(request, repository, PROGRAM, FakeOwners()).items]


def cities() -> Any:
    return record(
        submitted("A", city="Ciudad de México", country="MX"),
        submitted("B", city="Córdoba", country="AR"),
        submitted("C", city="Saint John's", country="AG"),
        checked("C", outcome="needs_review"),
        asked(eligibility.ReviewAssigned, "A"),
        asked(eligibility.ReviewAssigned, "B"),
        asked(eligibility.ReviewUnassigned, "B"),
        asked(eligibility.ReviewAssigned, "B", reviewer=6),
    )


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"country": "MX"}, "A"),
        ({"region": "caribbean"}, "C"),
        ({"region": "south_america"}, "B"),
        ({"region": "elsewhere"}, ""),
        ({"language": "es"}, "ABC"),
        ({"language": "fr"}, ""),
        ({"eligibility": "needs_review"}, "C"),
        ({"resident_outcome": "mobility"}, "ABC"),
        ({"resident_outcome": "climate"}, ""),
        ({"reviewer": UUID(int=5)}, "A"),
        ({"reviewer": UUID(int=6)}, "B"),
        ({"text": "MEXICO"}, "A"),
        ({"text": "ciudad de mexico"}, "A"),
        ({"text": "Municipio de Cordoba"}, "B"),
        ({"text": "ohn's"}, "C"),
        ({"text": "magdal"}, "ABC"),
        ({"text": "b"}, "B"),
        ({"text": "…"}, ""),
        ({"text": "cordoba", "country": "MX"}, ""),
    ],
)
def test_applications_are_found_by_what_people_know(filters: dict[str, Any], found: str):
    assert codes(cities(), **filters) == list(found)


def test_a_filter_that_names_what_is_not_there_is_refused():
    with pytest.raises(Refusal) as caught:
        codes(cities(), call="2028", region="antarctica", reviewer=UUID(int=9))
    assert [(one.field, one.code) for one in caught.value.details] == [
        ("call", "no_such_call"), ("region", "not_a_choice"), ("reviewer", "no_such_reviewer")
    ]  # fmt: skip


def test_a_call_that_intake_knows_already_has_no_applications_yet():
    owners, request = FakeOwners(("2028",)), ListApplications(call="2028")
    assert handlers.list_applications(request, cities(), PROGRAM, owners).items == ()
    assert sum(get_funnel(GetFunnel(call="2028"), cities(), PROGRAM, owners).states.values()) == 0
    assert owners.asked == ["2028", "2028"]


def test_nobody_is_asked_for_a_call_that_is_known():
    owners = FakeOwners()
    handlers.list_applications(ListApplications(call="2027"), cities(), PROGRAM, owners)
    assert owners.asked == []


@pytest.mark.parametrize("filters", [{"country": "XX"}, {"state": "lost"}, {"language": "de"}, {"eligibility": "good"},
                                     {"resident_outcome": "fame"}, {"text": ""}])  # fmt: skip
def test_a_filter_of_a_wrong_form_is_refused(filters: dict[str, Any]):
    with pytest.raises(ValidationError):
        ListApplications.model_validate(filters)


# -- the tracker -------------------------------------------------------------------------------------------------------


def test_the_tracker_shows_where_each_city_was():
    repository = record(started("B"), started("A"), advanced("A"))
    now = get_tracker_report(GetTrackerReport(cohort="c27"), repository, PROGRAM, FakeOwners())
    assert list(now.by_phase.items()) == [("onboarding", 1), ("demonstration", 1)]
    assert [(m.code, m.phase, m.since) for m in now.members] == [
        ("A", "demonstration", date(2027, 6, 3)),
        ("B", "onboarding", date(2027, 3, 1)),
    ]
    then = get_tracker_report(GetTrackerReport(cohort="c27", as_of=minutes(2)), repository, PROGRAM, FakeOwners())
    assert then.by_phase == {"onboarding": 2}


def test_the_tracker_shows_each_citys_status():
    repository = record(started(), advanced(), status_changed("withdrawn"))
    statuses = [
        [(city.phase, city.status) for city in tracked.members]
        for tracked in (
            get_tracker_report(GetTrackerReport(cohort="c27", as_of=as_of), repository, PROGRAM, FakeOwners())
            for as_of in (minutes(2), minutes(3))
        )
    ]
    assert statuses == [[("demonstration", "active")], [("demonstration", "withdrawn")]]


def attendance(repository: Any, as_of: datetime | None = None) -> AttendanceReport:
    return get_attendance_report(GetAttendanceReport(cohort="c27", as_of=as_of), repository, PROGRAM, FakeOwners())


def test_attendance_is_counted_by_city_and_kind_as_it_was_known():
    reopened = session(cohort.SessionReopened, "A", 3)
    repository = record(
        started(), started("B"), held("present"), held("absent", "B"), held(None, "B", 2), attended("excused", "B"),
        convened("attended"), convened("excused", "chief_of_staff"), held("present", "A", 3), reopened,
        convened("attended", "team_lead"), undone("team_lead"),
    )  # fmt: skip
    found = attendance(repository)
    assert {city.code: (city.sessions.model_dump(), city.convenings.model_dump()) for city in found.members} == {
        "A": ({"present": 1, "absent": 0, "excused": 0}, {"present": 1, "absent": 0, "excused": 1}),
        "B": ({"present": 0, "absent": 0, "excused": 1}, {"present": 0, "absent": 0, "excused": 0}),
    }
    assert {kind: count.model_dump() for kind, count in found.by_kind.items()} == {
        "coaching": {"present": 1, "absent": 0, "excused": 1}, "mayors": {"present": 1, "absent": 0, "excused": 1},
    }  # fmt: skip
    before = attendance(repository, minutes(4))
    assert [city.sessions.absent for city in before.members] == [0, 1]
    assert attendance(repository, minutes(9)).by_kind["coaching"].present == 2


def test_the_attendance_of_an_unknown_cohort_is_not_found():
    with pytest.raises(Refusal, match="not_found"):
        get_attendance_report(GetAttendanceReport(cohort="c99"), tables(), PROGRAM, FakeOwners())


def test_the_tracker_of_an_unknown_cohort_is_not_found():
    with pytest.raises(Refusal, match="not_found: There is no cohort c99"):
        get_tracker_report(GetTrackerReport(cohort="c99"), tables(), PROGRAM, FakeOwners())


# -- the city page -----------------------------------------------------------------------------------------------------


def test_the_city_page_tells_what_happened_in_its_order():
    repository = tables()
    for event, minute in ((checked(), 2), (submitted(), 1), (started(), 3)):
        record_events([read_arrival(envelope_of(event, time=minutes(minute)))], repository)
    page = get_city_page(GetCityPage(code=" a "), repository, PROGRAM)
    assert (page.code, page.city, page.state, page.cohort, page.phase) == (
        "A", "Puerto Ejemplo", S.CHECKED, "c27", "onboarding",
    )  # fmt: skip
    assert [(entry.at, entry.summary) for entry in page.history] == [
        (minutes(1), "Application submitted"),
        (minutes(2), "Eligibility check: eligible, flagged: population"),
        (minutes(3), "Joined cohort c27, in “Onboarding”"),
    ]


def test_the_history_is_told_in_the_readers_language():
    page = get_city_page(GetCityPage(code="A"), record(submitted(), started()), PROGRAM)
    assert [entry.said("es") for entry in page.history] == [
        "Postulación enviada", "Se incorporó a la cohorte c27, en “Incorporación”",
    ]  # fmt: skip


def test_the_history_travels_with_its_summary_and_without_need_of_it():
    page = get_city_page(GetCityPage(code="A"), record(submitted()), PROGRAM)
    sent = page.model_dump(mode="json")
    assert sent["history"][0]["summary"] == "Application submitted"
    assert type(page).model_validate(sent) == page


def test_the_city_page_as_of_a_moment_holds_what_was_recorded_by_it():
    repository = record(submitted(), checked(), started())
    page = get_city_page(GetCityPage(code="A", as_of=minutes(2)), repository, PROGRAM)
    assert (page.state, page.phase, len(page.history)) == (S.CHECKED, None, 2)


def test_events_of_unknown_types_are_not_on_the_page():
    repository = record(submitted())
    record_events([read_arrival(envelope_of(submitted(), type="application_praised"))], repository)
    assert len(get_city_page(GetCityPage(code="A"), repository, PROGRAM).history) == 1


def test_a_city_that_was_not_recorded_by_then_is_not_found():
    repository = record(submitted())
    for request in (GetCityPage(code="B"), GetCityPage(code="A", as_of=minutes(0))):
        with pytest.raises(Refusal) as caught:
            get_city_page(request, repository, PROGRAM)
        assert caught.value.code == "not_found"


def test_a_cohort_planned_a_moment_ago_has_empty_reports() -> None:
    owners = FakeOwners(known=("c99",))
    tracker = get_tracker_report(GetTrackerReport(cohort="c99"), tables(), PROGRAM, owners)
    attendance = get_attendance_report(GetAttendanceReport(cohort="c99"), tables(), PROGRAM, owners)
    assert (tracker.members, attendance.members, owners.asked) == ((), (), ["c99", "c99"])
    assert (tracker.arriving, attendance.arriving) == (True, True)
