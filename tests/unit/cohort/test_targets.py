"""Targets: the way in both directions, append-only measurements, what is due, performance reviews."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.cohort.domain import targets as domain
from services.cohort.domain.targets import TRANSITIONS, progress
from shared.contracts import cohort as contract
from tests.support.refused import refusal_of, refused
from tests.unit.cohort.fake_city import TODAY, CityDesk

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False, allow_infinity=False)


def codes(refusal: Any) -> set[tuple[str, str]]:
    return {(detail.field, detail.code) for detail in refusal.details}


@pytest.mark.parametrize(
    ("baseline", "target", "current", "expected"),
    [
        ("0", "50", "10", "20.0"),  # a zero baseline
        ("60", "20", "50", "25.0"),  # down
        ("60", "20", "70", "-25.0"),  # backwards
        ("60", "20", "10", "125.0"),  # beyond
        ("-10", "10", "0", "50.0"),
        ("0.1", "0.3", "0.2", "50.0"),
        ("10", "0", "10", "0.0"),
        ("3", "4", "3.3333", "33.3"),
    ],
)
def test_progress_is_the_share_of_the_way(baseline: str, target: str, current: str, expected: str) -> None:
    assert str(progress(Decimal(baseline), Decimal(target), Decimal(current))) == expected


@given(AMOUNTS, AMOUNTS)
def test_the_way_begins_at_0_and_ends_at_100(baseline: Decimal, target: Decimal) -> None:
    if baseline != target:
        assert progress(baseline, target, baseline) == 0
        assert progress(baseline, target, target) == 100


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_progress_is_the_same_whichever_way_one_counts(baseline: Decimal, target: Decimal, current: Decimal) -> None:
    if abs(target - baseline) >= 1:
        assert progress(-baseline, -target, -current) == progress(baseline, target, current)


@pytest.mark.parametrize(("before", "after"), list(product(TRANSITIONS, TRANSITIONS)))
def test_each_step_of_a_target(before: str, after: str) -> None:
    if before != after:
        domain.insist_on_step(before, after)
        return
    assert refused(lambda: domain.insist_on_step(before, after)).startswith("illegal_transition")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"target": "60"}, ("target", "wrong_direction")),
        ({"target": "61"}, ("target", "wrong_direction")),
        ({"direction": "up"}, ("target", "wrong_direction")),
        ({"direction": "up", "target": "60"}, ("target", "wrong_direction")),
        ({"target_on": "2027-01-31"}, ("target_on", "end_before_start")),
        ({"baseline_on": "2027-05-21"}, ("baseline_on", "after_today")),
        ({"component": "ethics"}, ("component", "not_a_choice")),
    ],
)
def test_a_target_leads_somewhere(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    desk = CityDesk()
    refusal = refusal_of(lambda: desk.set_target(**changes))
    assert (refusal.code, codes(refusal)) == ("invalid", {fault})
    assert (desk.outbox.events, desk.repository.targets) == ([], {})


def test_an_amount_is_no_float() -> None:
    with pytest.raises(ValidationError) as caught:
        CityDesk().set_target(target=20.5)
    assert caught.value.errors()[0]["type"] == "not_a_decimal"


def test_a_target_is_set_and_its_amounts_are_told_as_text() -> None:
    desk = CityDesk()
    target = desk.set_target(baseline="60.50", component="use")
    assert (target.progress, target.current, target.reached) == (Decimal("0.0"), Decimal("60.50"), False)
    assert target.due_on == date(2027, 4, 30)  # three months after 31 January, clamped
    event = desk.outbox.events[-1]
    assert isinstance(event, contract.TargetSet)
    assert (event.baseline, event.target, event.cadence) == ("60.50", "20", "quarterly")


def test_a_target_changes_until_it_is_measured() -> None:
    desk = CityDesk()
    target = desk.set_target()
    assert desk.set_target(target_id=target.id, target="30").target == Decimal(30)
    desk.measure(target.id, "50", "2027-05-01")
    assert refused(lambda: desk.set_target(target_id=target.id)).startswith("illegal_transition")
    assert refused(lambda: desk.set_target(target_id=UUID(int=4))).startswith("not_found")


def test_the_latest_day_counts_not_the_latest_entry() -> None:
    desk = CityDesk()
    target = desk.set_target()
    desk.measure(target.id, "40", "2027-05-10")
    late = desk.measure(target.id, "55", "2027-03-10")
    assert (late.current, late.current_on, late.progress) == (Decimal(40), date(2027, 5, 10), Decimal("50.0"))
    assert desk.outbox.events[-1].progress == "50.0"


def test_a_wrong_measurement_stays_and_another_stands_in_its_place() -> None:
    desk = CityDesk()
    target = desk.set_target()
    wrong = desk.measure(target.id, "400", "2027-05-10").measurements[0]
    right = desk.measure(target.id, "40", "2027-05-10", corrects=wrong.id)
    assert [(m.value, m.corrected) for m in right.measurements] == [(Decimal(400), True), (Decimal(40), False)]
    assert (right.current, desk.outbox.events[-1].corrects) == (Decimal(40), True)
    refusal = refusal_of(lambda: desk.measure(target.id, "41", "2027-05-10", corrects=wrong.id))
    assert codes(refusal) == {("corrects", "not_standing")}


@pytest.mark.parametrize(
    ("on", "code"),
    [("2027-01-30", "invalid"), ("2027-05-21", "invalid"), ("2027-05-10", "already_exists")],
)
def test_a_measurement_lies_between_baseline_and_today_once_a_day(on: str, code: str) -> None:
    desk = CityDesk()
    target = desk.set_target()
    desk.measure(target.id, "50", "2027-05-10")
    assert refusal_of(lambda: desk.measure(target.id, "45", on)).code == code
    assert desk.measure(target.id, "45", TODAY.isoformat()).current == Decimal(45)
    assert desk.measure(target.id, "59", "2027-01-31").current == Decimal(45)


def test_a_target_is_reached() -> None:
    desk = CityDesk()
    target = desk.set_target()
    assert desk.measure(target.id, "20", "2027-05-10").reached is True
    near = desk.measure(target.id, "20.000001", "2027-05-11")
    assert (near.reached, near.progress) == (False, Decimal("100.0"))
    up = desk.set_target(direction="up", target="80")
    assert desk.measure(up.id, "79.999999", "2027-05-10").reached is False
    assert desk.measure(up.id, "80", "2027-05-11").reached is True
    assert desk.measure(target.id, "20.1", "2027-05-12").reached is False


def test_a_dropped_target_is_not_measured_until_it_is_taken_up() -> None:
    desk = CityDesk()
    target = desk.set_target()
    assert desk.turn(target.id, "dropped").state == "dropped"
    assert refused(lambda: desk.measure(target.id, "50", "2027-05-10")).startswith("illegal_transition")
    assert desk.turn(target.id, "active").state == "active"
    assert desk.repository.turned == [(target.id, "dropped", "no data"), (target.id, "active", "no data")]
    assert refused(lambda: desk.turn(UUID(int=4), "dropped")).startswith("not_found")


def test_what_is_due_is_told_once_at_nine_of_the_citys_day() -> None:
    desk = CityDesk()
    target = desk.set_target()
    dropped = desk.set_target(indicator="Another one")
    desk.turn(dropped.id, "dropped")
    desk.measure(target.id, "50", "2027-05-10")  # next due on 10 August
    desk.outbox.events.clear()
    desk.remind(datetime(2027, 8, 10, 13, 59, tzinfo=UTC))
    assert desk.events(contract.MeasurementDue) == []
    for hours in (0, 1, 48):
        desk.remind(datetime(2027, 8, 10, 14, tzinfo=UTC) + timedelta(hours=hours))
    (event,) = desk.events(contract.MeasurementDue)
    assert (event.target_id, event.due_on) == (target.id, date(2027, 8, 10))


def test_a_review_needs_a_routine_and_is_held_once_a_day() -> None:
    desk = CityDesk()
    assert refused(lambda: desk.review("2027-05-10")).startswith("illegal_transition")
    desk.routine()
    shown = desk.review("2027-05-10", "Move two inspectors", "Ask why it fell")
    assert (shown.chair, shown.last_held_on) == ("The deputy mayor", date(2027, 5, 10))
    assert desk.outbox.events[-1].decisions == 2
    assert refused(lambda: desk.review("2027-05-10")).startswith("already_exists")
    assert codes(refusal_of(lambda: desk.review("2027-05-21"))) == {("held_on", "after_today")}
    assert desk.review("2027-03-10").last_held_on == date(2027, 5, 10)


def test_no_event_holds_what_people_wrote() -> None:
    desk = CityDesk()
    target = desk.set_target(owner="Dana Inventada")
    desk.measure(target.id, "50", "2027-05-10", note="by telephone")
    desk.routine()
    desk.review("2027-05-10", "Move two inspectors")
    text = " ".join(event.model_dump_json() for event in desk.outbox.events)
    assert [word for word in ("Dana", "telephone", "inspectors", "deputy", "housing is") if word in text] == []
