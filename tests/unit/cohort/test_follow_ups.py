"""Follow-up: dates from the cohort's end alone; what was found, or why there was none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.cohort.domain.follow_up import due_on
from shared.contracts import cohort as contract
from tests.support.refused import refusal_of, refused
from tests.unit.cohort.fake_looking_back import AFTER, LookingBackDesk

DATES = [date(2028, 10, 1), date(2029, 4, 1), date(2030, 4, 1), date(2031, 4, 1)]


@pytest.fixture
def desk() -> LookingBackDesk:
    desk = LookingBackDesk()
    desk.complete()
    return desk


def test_dates_are_counted_from_the_end_and_never_from_each_other() -> None:
    assert [due_on(date(2028, 8, 31), months) for months in (6, 12, 24)] == [
        date(2029, 2, 28), date(2029, 8, 31), date(2030, 8, 31)
    ]  # fmt: skip


def test_each_city_has_the_dates_of_its_program(desk: LookingBackDesk) -> None:
    states = ("due", "planned", "planned", "planned")
    assert desk.follow_ups() == list(zip((6, 12, 24, 36), DATES, states, strict=True))
    day_before = datetime(2028, 9, 30, 12, tzinfo=UTC)
    assert desk.follow_ups(day_before)[0] == (6, DATES[0], "planned")
    the_day = datetime(2028, 10, 1, 4, tzinfo=UTC)  # midnight in New York
    assert desk.follow_ups(the_day)[0] == (6, DATES[0], "due")


def test_what_was_found_is_kept_and_told_without_notes(desk: LookingBackDesk) -> None:
    said = desk.follow_up(notes="The deputy keeps the routine.")
    assert (said.state, said.found and said.found.targets_measured) == ("done", 2)
    (told,) = desk.outbox.events
    assert isinstance(told, contract.FollowUpRecorded)
    assert (told.months, told.due_on, told.strategy_in_force, told.senior_leader_in_post) == (6, DATES[0], True, False)
    assert "deputy" not in told.model_dump_json()
    assert desk.follow_ups()[0][2] == "done"


def test_again_replaces_it_and_a_waived_one_can_still_be_recorded(desk: LookingBackDesk) -> None:
    desk.follow_up()
    again = desk.follow_up(targets_measured=3)
    assert again.found and again.found.targets_measured == 3
    assert (desk.waive(6).state, desk.waive(6).reason) == ("waived", "the city was merged")
    assert desk.follow_up().state == "done"
    assert [type(event).__name__ for event in desk.outbox.events[2:]] == [
        "FollowUpWaived", "FollowUpWaived", "FollowUpRecorded"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"months": 7}, ("months", "not_a_choice")),
        ({"held_on": "2028-03-31"}, ("held_on", "before_the_end")),
        ({"held_on": "2028-10-06"}, ("held_on", "after_today")),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_kept(
    desk: LookingBackDesk, changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    refusal = refusal_of(lambda: desk.follow_up(**changes))
    assert (refusal.code, [(d.field, d.code) for d in refusal.details]) == ("invalid", [fault])
    assert (desk.outbox.events, desk.repository.follow_ups) == ([], [])


def test_only_a_city_that_completed_is_followed_up() -> None:
    desk = LookingBackDesk()
    for attempt in (desk.follow_up, desk.waive):
        assert refusal_of(attempt).code == "illegal_transition"
    assert desk.outbox.events == []


def test_a_city_of_another_cohort_is_not_found(desk: LookingBackDesk) -> None:
    assert desk.follow_ups(AFTER, code=desk.city.code)[0][0] == 6
    assert refused(lambda: desk.follow_ups(AFTER, code="M4X7K2Q9TB")).startswith("not_found")
