"""Rules of calls and of an application's own states, without any storage."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import product

import pytest

from services.intake import domain
from services.intake.domain import TRANSITIONS, CallRecord, CallState, Step
from shared.contracts.intake import CohortPlan
from shared.contracts.lifecycle import ApplicationState as State
from shared.wording import has
from tests.support.refused import refusal_of

GRACE = timedelta(minutes=15)
TICK = timedelta(microseconds=1)
OPENS_AT = datetime(2027, 1, 10, 5, tzinfo=UTC)
CLOSES_AT = datetime(2027, 4, 1, 3, 59, 59, tzinfo=UTC)
CALL = CallRecord(
    id="2027",
    title="Round 2027",
    opens_at=OPENS_AT,
    closes_at=CLOSES_AT,
    time_zone="America/New_York",
    eligibility_as_of=date(2027, 3, 31),
    capacity=22,
    offer_reply_days=14,
    reviews_required=3,
    cohort=CohortPlan(id="cohort-2027", name="Cohort 2027", starts_on=date(2027, 6, 1)),
)


ALLOWED = {
    (None, State.DRAFT), (None, State.SUBMITTED),
    (State.DRAFT, State.DRAFT), (State.DRAFT, State.SUBMITTED), (State.DRAFT, State.WITHDRAWN),
    (State.SUBMITTED, State.SUBMITTED), (State.SUBMITTED, State.WITHDRAWN),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), list(product([None, *State], State)))
def test_each_step_between_states(before: State | None, after: State) -> None:
    if (before, after) in ALLOWED:
        domain.insist_on_transition(before, after)
        return
    refusal = refusal_of(lambda: domain.insist_on_transition(before, after))
    assert (refusal.code, refusal.values["from_state"], refusal.values["to_state"]) == (
        "illegal_transition", before, after
    )  # fmt: skip


def test_the_table_names_every_state_that_intake_keeps() -> None:
    assert set(TRANSITIONS) == {None, State.DRAFT, State.SUBMITTED, State.WITHDRAWN}


@pytest.mark.parametrize(
    ("day", "zone", "moment"),
    [
        (date(2027, 3, 31), "America/New_York", datetime(2027, 4, 1, 3, 59, 59, tzinfo=UTC)),  # summer time
        (date(2027, 1, 31), "America/New_York", datetime(2027, 2, 1, 4, 59, 59, tzinfo=UTC)),
        (date(2027, 3, 31), "America/Bogota", datetime(2027, 4, 1, 4, 59, 59, tzinfo=UTC)),
        (date(2027, 3, 31), "Asia/Tokyo", datetime(2027, 3, 31, 14, 59, 59, tzinfo=UTC)),
        (date(2027, 11, 7), "America/New_York", datetime(2027, 11, 8, 4, 59, 59, tzinfo=UTC)),  # a day of 25 hours
        (date(2027, 4, 3), "America/Santiago", datetime(2027, 4, 4, 3, 59, 59, tzinfo=UTC)),  # last hour twice
        (date(2026, 9, 5), "America/Santiago", datetime(2026, 9, 6, 3, 59, 59, tzinfo=UTC)),  # no midnight after it
    ],
)
def test_a_date_closes_through_its_last_second_in_the_zone(day: date, zone: str, moment: datetime) -> None:
    assert domain.closing_moment(day, zone) == moment


def test_a_date_opens_at_its_first_second_in_the_zone() -> None:
    assert domain.opening_moment(date(2027, 1, 10), "America/New_York") == OPENS_AT
    assert domain.opening_moment(date(2027, 1, 10), "Asia/Tokyo") == datetime(2027, 1, 9, 15, tzinfo=UTC)


def test_a_moment_is_itself_whatever_the_zone_of_the_call() -> None:
    noon = datetime(2027, 3, 31, 12, tzinfo=timezone(timedelta(hours=-5)))
    for read in (domain.opening_moment, domain.closing_moment):
        moment = read(noon, "Asia/Tokyo")
        assert (moment, moment.tzinfo) == (datetime(2027, 3, 31, 17, tzinfo=UTC), UTC)


STEPS = {
    ("planned", "extend"), ("open", "extend"), ("closed", "extend"),
    ("open", "close"), ("closed", "close"), ("closed", "reopen for one city"),
}  # fmt: skip


@pytest.mark.parametrize(("state", "step"), list(product(CallState, (Step.EXTEND, Step.CLOSE, Step.REOPEN))))
def test_each_step_of_a_call(state: CallState, step: Step) -> None:
    now = {"planned": OPENS_AT - TICK, "open": OPENS_AT, "closed": CLOSES_AT + TICK}[state]
    if (state, step) in STEPS:
        CALL.insist_on_step(step, now)
        return
    refusal = refusal_of(lambda: CALL.insist_on_step(step, now))
    assert (refusal.code, refusal.values["from_state"]) == ("illegal_transition", state)
    assert has(f"states.call.{refusal.values['to_state']}")


def test_a_call_that_was_closed_by_hand_has_no_grace() -> None:
    closed = replace(CALL, closes_at=OPENS_AT, closed_at=OPENS_AT)
    assert [closed.accepts(now, GRACE) for now in (OPENS_AT, OPENS_AT + TICK)] == [False, False]
    assert closed.state(OPENS_AT) == "closed"
    later = replace(CALL, closed_at=OPENS_AT + TICK)  # a clock that was put back
    assert later.accepts(OPENS_AT, GRACE)
    assert CALL.accepts(CLOSES_AT + GRACE, GRACE)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (OPENS_AT - TICK, "planned"),
        (OPENS_AT, "open"),
        (CLOSES_AT, "open"),
        (CLOSES_AT + TICK, "closed"),
        (CLOSES_AT + GRACE, "closed"),  # the grace is silent
    ],
)
def test_a_call_is_open_from_its_opening_through_its_closing(now: datetime, state: str) -> None:
    assert CALL.state(now) == state


@pytest.mark.parametrize(
    ("now", "accepts"),
    [
        (OPENS_AT - TICK, False),
        (OPENS_AT, True),
        (CLOSES_AT, True),
        (CLOSES_AT + GRACE, True),
        (CLOSES_AT + GRACE + TICK, False),
    ],
)
def test_a_call_accepts_through_its_grace(now: datetime, accepts: bool) -> None:
    assert CALL.accepts(now, GRACE) is accepts


def test_a_call_without_grace_accepts_through_its_closing() -> None:
    assert [CALL.accepts(CLOSES_AT + late, timedelta(0)) for late in (timedelta(0), TICK)] == [True, False]


@pytest.mark.parametrize("closes_at", [OPENS_AT, OPENS_AT - TICK])
def test_a_call_must_close_after_it_opens(closes_at: datetime) -> None:
    refusal = refusal_of(lambda: domain.insist_on_order(OPENS_AT, closes_at))
    assert str(refusal) == "invalid: 1 field must be corrected."
    assert [detail.field for detail in refusal.details] == ["closes_at"]
    domain.insist_on_order(OPENS_AT, OPENS_AT + TICK)


def test_a_day_without_midnight_opens_with_its_first_second() -> None:
    assert domain.opening_moment(date(2026, 9, 6), "America/Santiago") == datetime(2026, 9, 6, 4, tzinfo=UTC)
