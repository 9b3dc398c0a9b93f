"""Calls: opened once, listed, extended, closed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from services.intake.handlers import calls
from services.intake.repository import Repository
from shared.contracts.field_codes import details_of
from shared.contracts.intake import CallClosed, CallExtended, CallOpened, CallReopened, PlannedCohort
from shared.contracts.named import id_of_name
from tests.support.mirror import differences
from tests.support.refused import refusal_of, refused
from tests.unit.intake.fake_intake import NOW, Desk, FakeRepository, call_request

OPENS_AT = datetime(2027, 1, 10, 5, tzinfo=UTC)
CLOSES_AT = datetime(2027, 4, 1, 3, 59, 59, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def test_the_fake_repository_has_the_methods_of_the_real_one() -> None:
    assert differences(Repository, FakeRepository) == []


def test_a_call_takes_the_programs_defaults_and_is_told() -> None:
    desk = Desk(open_call=False)
    call = desk.open_call()
    assert (call.state, call.opens_at, call.closes_at) == ("open", OPENS_AT, CLOSES_AT)
    assert (call.time_zone, call.capacity, call.eligibility_as_of) == ("America/New_York", 22, date(2027, 3, 31))
    assert desk.outbox.events == [
        CallOpened(
            call_id=id_of_name("2027"),
            call="2027",
            title="Round 2027",
            opens_at=OPENS_AT,
            closes_at=CLOSES_AT,
            time_zone="America/New_York",
            eligibility_as_of=date(2027, 3, 31),
            capacity=22,
            offer_reply_days=14,
            reviews_required=3,
            cohort=PlannedCohort(id=call.cohort.id, name=call.cohort.name, starts_on=call.cohort.starts_on),
        )
    ]


def test_a_call_keeps_what_its_file_says() -> None:
    desk = Desk(open_call=False)
    own = {"time_zone": "Asia/Tokyo", "capacity": 3, "offer_reply_days": 7, "reviews_required": 2}
    call = desk.open_call(eligibility_as_of=date(2027, 5, 1), **own)
    assert (call.time_zone, call.capacity, call.eligibility_as_of) == ("Asia/Tokyo", 3, date(2027, 5, 1))
    assert call.closes_at == datetime(2027, 3, 31, 14, 59, 59, tzinfo=UTC)
    assert desk.repository.calls["2027"].offer_reply_days == 7
    (told,) = desk.outbox.events
    assert isinstance(told, CallOpened)
    assert (call.reviews_required, told.reviews_required) == (2, 2)


def test_the_as_of_date_is_the_closing_day_in_the_calls_zone() -> None:
    closes_at = datetime(2027, 4, 1, 2, tzinfo=UTC)  # still 31 March in New York
    assert Desk(open_call=False).open_call(closes_at=closes_at).eligibility_as_of == date(2027, 3, 31)


def test_the_same_call_again_changes_nothing() -> None:
    desk = Desk(open_call=False)
    assert desk.open_call() == desk.open_call()
    assert len(desk.outbox.events) == 1


@pytest.mark.parametrize("change", [{"title": "Another"}, {"capacity": 21}, {"closes_at": date(2027, 4, 1)}])
def test_another_call_of_the_same_name_is_refused(change: dict[str, Any]) -> None:
    desk = Desk()
    refusal = refusal_of(lambda: desk.open_call(**change))
    assert (refusal.code, refusal.reason, refusal.values) == ("already_exists", "call", {"call": "2027"})
    assert desk.outbox.events == []


@pytest.mark.parametrize("zone", ["Mars/Olympus", "america/bogota", "America", "../etc", "UTC "])
def test_an_unknown_time_zone_is_refused(zone: str) -> None:
    refusal = refusal_of(lambda: Desk(open_call=False).open_call(time_zone=zone))
    assert [(one.field, one.code) for one in refusal.details] == [("time_zone", "not_a_time_zone")]


def test_a_call_of_one_day_is_open_all_day() -> None:
    call = Desk(open_call=False).open_call(opens_at=date(2027, 1, 10), closes_at=date(2027, 1, 10))
    assert call.closes_at - call.opens_at == timedelta(hours=23, minutes=59, seconds=59)


def test_a_call_that_closes_before_it_opens_is_refused() -> None:
    desk = Desk(open_call=False)
    assert refused(lambda: desk.open_call(closes_at=date(2027, 1, 9))) == "invalid: 1 field must be corrected."


def test_calls_are_listed_the_latest_first_with_their_state() -> None:
    desk = Desk()
    desk.open_call(id="2026", opens_at=date(2026, 1, 1), closes_at=date(2026, 3, 1))
    desk.open_call(id="2028", opens_at=date(2028, 1, 1), closes_at=date(2028, 3, 1))
    page = calls.list_calls(desk.repository, NOW)
    assert [(call.id, call.state) for call in page.items] == [("2028", "planned"), ("2027", "open"), ("2026", "closed")]
    assert (page.total, page.next) == (3, None)


# -- extending -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "closes_at"),
    [
        (date(2027, 4, 15), datetime(2027, 4, 16, 3, 59, 59, tzinfo=UTC)),
        (datetime(2027, 4, 15, 12, tzinfo=UTC), datetime(2027, 4, 15, 12, tzinfo=UTC)),
        (CLOSES_AT + TICK, CLOSES_AT + TICK),
    ],
)
def test_an_extended_call_closes_later_and_is_told(until: date, closes_at: datetime) -> None:
    desk = Desk()
    assert desk.extend(until).closes_at == closes_at
    assert desk.outbox.events == [CallExtended(call_id=id_of_name("2027"), call="2027", closes_at=closes_at)]


def test_an_extension_opens_a_closed_call_again() -> None:
    desk, late = Desk(), CLOSES_AT + timedelta(days=2)
    assert calls.list_calls(desk.repository, late).items[0].state == "closed"
    assert desk.extend(date(2027, 4, 15), now=late).state == "open"


@pytest.mark.parametrize("until", [CLOSES_AT, CLOSES_AT - TICK, date(2027, 3, 31), date(2027, 3, 1)])
def test_a_call_is_not_extended_to_an_earlier_moment_or_its_own(until: date) -> None:
    desk = Desk()
    refusal = refusal_of(lambda: desk.extend(until))
    assert str(refusal) == "invalid: 1 field must be corrected."
    (detail,) = refusal.details
    assert (detail.field, detail.code) == ("until", "not_after")
    assert detail.values == {"after": "2027-04-01T03:59:59+00:00", "time_zone": "America/New_York"}
    assert desk.outbox.events == []


# -- closing ---------------------------------------------------------------------------------------------------------


def test_a_closed_call_closes_now_and_is_told_once() -> None:
    desk = Desk()
    first = desk.close()
    again = desk.close(now=NOW + timedelta(hours=1))
    assert (first.closes_at, again.closes_at, again.state) == (NOW, NOW, "closed")
    assert desk.outbox.events == [CallClosed(call_id=id_of_name("2027"), call="2027", closes_at=NOW)]


def test_closing_a_call_in_its_grace_ends_the_grace() -> None:
    desk = Desk()
    now = CLOSES_AT + timedelta(minutes=10)
    desk.submit(now=now)
    assert desk.close(now=now).closes_at == CLOSES_AT
    assert desk.outbox.events[-1] == CallClosed(call_id=id_of_name("2027"), call="2027", closes_at=CLOSES_AT)
    assert refused(lambda: desk.submit(now=now, city="Otra")) == "call_not_open: The call 2027 is closed."
    desk.close(now=now)
    assert len(desk.outbox.events) == 2


def test_closing_a_call_after_its_grace_changes_nothing() -> None:
    desk = Desk()
    assert desk.close(now=CLOSES_AT + timedelta(minutes=15) + TICK).closes_at == CLOSES_AT
    assert desk.outbox.events == []


def test_a_call_that_is_closed_by_hand_leaves_no_grace() -> None:
    desk = Desk()
    desk.close()
    assert refused(lambda: desk.submit(now=NOW + TICK)) == "call_not_open: The call 2027 is closed."


def test_an_extension_gives_the_grace_back() -> None:
    desk = Desk()
    desk.close()
    desk.extend(date(2027, 3, 31))
    assert desk.submit(now=CLOSES_AT + timedelta(minutes=15)).version == 1


def test_a_call_closes_on_time_with_nobody_acting() -> None:
    desk = Desk()
    desk.submit(now=CLOSES_AT + timedelta(minutes=15))
    late = CLOSES_AT + timedelta(minutes=15) + TICK
    assert refused(lambda: desk.submit(now=late, city="Otra")) == "call_not_open: The call 2027 is closed."
    assert refused(lambda: desk.submit(now=OPENS_AT - TICK)) == "call_not_open: The call 2027 is planned."


@pytest.mark.parametrize(("step", "words"), [("close", "closed"), ("reopen", "reopened for one city")])
def test_a_call_that_has_not_opened_is_neither_closed_nor_reopened(step: str, words: str) -> None:
    desk = Desk()
    code, before = desk.save().code, OPENS_AT - TICK
    steps: dict[str, Any] = {
        "close": lambda: desk.close(now=before),
        "reopen": lambda: desk.reopen(code, date(2027, 5, 1), now=before),
    }
    assert refused(steps[step]) == f"illegal_transition: A call that is planned cannot become {words}."


# -- reopened for one city ---------------------------------------------------------------------------------------------

LATE = CLOSES_AT + timedelta(days=2)
UNTIL = date(2027, 4, 10)
REOPENED_UNTIL = datetime(2027, 4, 11, 3, 59, 59, tzinfo=UTC)


def test_a_closed_call_is_open_again_for_one_city_until_a_moment() -> None:
    desk = Desk()
    code, other = desk.submit().code, desk.submit(city="Otra").code
    reopening = desk.reopen(code, UNTIL, now=LATE)
    assert (reopening.state, reopening.code, reopening.until) == ("closed", code, REOPENED_UNTIL)
    told = desk.outbox.events[-1]
    assert isinstance(told, CallReopened)
    assert (told.until, told.time_zone) == (REOPENED_UNTIL, "America/New_York")
    assert desk.resubmit(code, now=REOPENED_UNTIL).version == 2
    assert refused(lambda: desk.resubmit(code, now=REOPENED_UNTIL + TICK)).startswith("call_not_open")
    assert refused(lambda: desk.resubmit(other, now=LATE)).startswith("call_not_open")


def test_a_draft_is_written_on_and_submitted_in_a_call_that_is_reopened_for_it() -> None:
    desk = Desk()
    code = desk.save().code
    assert refused(lambda: desk.revise(code, now=LATE)).startswith("call_not_open")
    desk.reopen(code, UNTIL, now=LATE)
    assert desk.revise(code, now=LATE).revision == 2
    assert desk.submit_draft(code, now=LATE).version == 1
    assert desk.resubmit(code, now=LATE).version == 2


def test_the_same_reopening_is_told_once_and_another_replaces_it() -> None:
    desk = Desk()
    code = desk.submit().code
    assert desk.reopen(code, UNTIL, now=LATE) == desk.reopen(code, UNTIL, now=LATE)
    assert len(desk.outbox.events) == 2
    assert desk.reopen(code, date(2027, 4, 5), now=LATE).until == datetime(2027, 4, 6, 3, 59, 59, tzinfo=UTC)


def test_reopenings_that_make_no_sense_are_refused() -> None:
    desk = Desk()
    desk.open_call(id="other")
    code, gone = desk.submit().code, desk.submit(city="Otra").code
    desk.withdraw(gone)
    told = {
        "open": refused(lambda: desk.reopen(code, UNTIL)),
        "early": refused(lambda: desk.reopen(code, LATE, now=LATE)),
        "gone": refused(lambda: desk.reopen(gone, UNTIL, now=LATE)),
        "elsewhere": refused(lambda: desk.reopen(code, UNTIL, now=LATE, call="other")),
        "nobody": refused(lambda: desk.reopen("XYZ", UNTIL, now=LATE)),
    }
    assert told == {
        "open": "illegal_transition: A call that is open cannot become reopened for one city.",
        "early": "invalid: 1 field must be corrected.",
        "gone": "illegal_transition: An application that is withdrawn cannot become received.",
        "elsewhere": f"not_found: The call other has no application with the code {code}.",
        "nobody": "not_found: There is no application XYZ.",
    }


# -- dates and cohorts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["opens_at", "closes_at", "eligibility_as_of", "starts_on"])
@pytest.mark.parametrize("day", ["1999-12-31", "2200-01-01", "9999-12-31"])
def test_dates_far_off_are_refused(field: str, day: str) -> None:
    plan = {"id": "c", "name": "C", "starts_on": day}
    with pytest.raises(ValidationError) as caught:
        call_request(**({"cohort": plan} if field == "starts_on" else {field: day}))
    (detail,) = details_of(caught.value)
    assert (detail.field.rpartition(".")[2], detail.code) == (field, "not_in_planned_years")


@pytest.mark.parametrize(("name", "value"), [("starts_on", date(2027, 7, 1)), ("name", "Another")])
def test_a_second_call_for_a_cohort_plans_it_as_the_first(name: str, value: object) -> None:
    desk = Desk()
    plan = call_request().cohort.model_dump()
    assert desk.open_call(id="second", cohort=plan).id == "second"
    refusal = refusal_of(lambda: desk.open_call(id="third", cohort=plan | {name: value}))
    assert str(refusal) == "already_exists: The call 2027 has different plans for the cohort cohort-2027."
    assert [(one.field, one.code) for one in refusal.details] == [(f"cohort.{name}", "planned_otherwise")]
    assert sorted(desk.repository.calls) == ["2027", "second"]


def test_an_unknown_call_is_neither_extended_nor_closed() -> None:
    desk = Desk()
    for change in (lambda: desk.extend(date(2027, 4, 15), call="2030"), lambda: desk.close(call="2030")):
        assert refused(change) == "not_found: There is no call 2030."


def test_a_request_reads_a_date_and_a_moment_as_they_are_written() -> None:
    written = call_request(opens_at="2027-01-10", closes_at="2027-03-31T17:00:00-05:00")
    assert (type(written.opens_at), written.closes_at) == (date, datetime(2027, 3, 31, 22, tzinfo=UTC))
