"""Dates: counted from the start, moved with a reason for cohort or city; what is booked is listed, not moved."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.cohort.domain.convening import ConveningRecord
from services.cohort.handlers import moving, timelines
from shared.contracts import cohort as contract
from shared.contracts.named import id_of_name
from tests.support.refused import refusal_of, refused
from tests.unit.cohort.fake_cohort import APPLICATION_ID, CODE, LEAD, NOW, STARTS_ON, Desk, a_cohort

OTHER = "AAAAAAAAAA"
LATER = datetime(2027, 7, 10, 12, tzinfo=UTC)
REASON = "the river flooded"


def desk_of_two(now: datetime = NOW) -> Desk:
    desk = Desk()
    desk.join(OTHER, city="Aldea Ejemplo")
    desk.outbox.events.clear()
    return desk


def move_start(desk: Desk, starts_on: date, now: datetime = NOW, version: int | None = None) -> contract.TimelineChange:
    request = contract.MoveCohortStart(
        cohort="cohort-2027", starts_on=starts_on, reason=REASON, expected_version=version
    )  # fmt: skip
    return moving.move_start(request, desk.repository, desk.outbox, LEAD, now)


def move_phase(desk: Desk, phase: str, on: date, now: datetime = LATER, **fields: Any) -> contract.TimelineChange:
    request = contract.MovePhase(cohort="cohort-2027", phase=phase, planned_on=on, reason=REASON, **fields)
    return moving.move_phase(request, desk.repository, desk.outbox, LEAD, now)


def planned(desk: Desk, code: str = CODE) -> dict[str, date | None]:
    return {one.key: one.planned_on for one in timelines.show_timeline(desk.repository, code, NOW).phases}


def faults(desk: Desk, phase: str, on: date, **fields: Any) -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in refusal_of(lambda: move_phase(desk, phase, on, **fields)).details]


# -- the start ---------------------------------------------------------------------------------------------------------


def test_before_the_start_everything_counted_from_it_follows() -> None:
    desk = desk_of_two()
    change = move_start(desk, date(2027, 5, 31))
    assert [(one.phase, one.old, one.new) for one in change.changes] == [
        (None, date(2027, 6, 1), date(2027, 5, 31)),
        ("demonstration", date(2027, 6, 1), date(2027, 5, 31)),
        ("acceleration", date(2027, 9, 1), date(2027, 8, 31)),
        ("close_out", date(2028, 3, 1), date(2028, 2, 29)),
        ("completed", date(2028, 4, 1), date(2028, 3, 31)),
    ]
    shown = timelines.get_cohort_timeline(contract.GetCohortTimeline(cohort="cohort-2027"), desk.repository)
    assert (shown.starts_on, shown.ends_on, shown.version) == (date(2027, 5, 31), date(2028, 3, 31), 2)
    assert shown.visit_window == (date(2027, 5, 1), date(2027, 7, 15))
    assert [(one.kind, one.first, one.last) for one in shown.convenings] == [
        ("leaders", date(2027, 10, 1), date(2027, 12, 31)),
        ("mayors", date(2028, 1, 1), date(2028, 3, 30)),
    ]


def test_one_event_says_old_and_new_for_every_city() -> None:
    desk = desk_of_two()
    change = move_start(desk, date(2027, 6, 15))
    (told,) = desk.outbox.events
    assert isinstance(told, contract.TimelineChanged)
    assert (told.cohort_id, told.application_id) == (id_of_name("cohort-2027"), None)
    assert told.changes == change.changes
    assert {city.code for city in told.cities} == {CODE, OTHER}
    assert REASON not in told.model_dump_json()


def test_the_reason_of_a_move_is_kept_once_with_who_and_when() -> None:
    desk = Desk()
    move_start(desk, date(2027, 6, 15))
    (kept,) = timelines.show_timeline(desk.repository, CODE, NOW).moves
    assert kept == contract.TimelineMove(
        phase=None, code=None, old=STARTS_ON, new=date(2027, 6, 15), reason=REASON, moved_by=LEAD.actor, moved_at=NOW
    )


@pytest.mark.parametrize(
    ("now", "starts_on", "said"),
    [
        (datetime(2027, 6, 1, 4, tzinfo=UTC), date(2027, 6, 8), "already_started"),  # midnight in New York
        (datetime(2027, 6, 1, 3, 59, tzinfo=UTC), date(2027, 6, 8), None),
        (NOW, date(2027, 5, 20), "not_after_day"),
        (NOW, date(2027, 5, 21), None),
    ],
)
def test_the_start_moves_only_before_it_and_into_the_future(now: datetime, starts_on: date, said: str | None) -> None:
    desk = Desk()
    if said is None:
        assert move_start(desk, starts_on, now).changes != ()
    else:
        refusal = refusal_of(lambda: move_start(desk, starts_on, now))
        assert said in (refusal.code, *(one.code for one in refusal.details))
        assert (desk.outbox.events, desk.repository.moves) == ([], [])


def test_a_phase_that_was_moved_stays_and_must_still_fit() -> None:
    desk = Desk()
    move_phase(desk, "acceleration", date(2027, 9, 20), NOW)
    move_start(desk, date(2027, 6, 15))
    assert planned(desk)["acceleration"] == date(2027, 9, 20)
    refusal = refusal_of(lambda: move_start(desk, date(2027, 9, 20)))
    assert [(one.field, one.code) for one in refusal.details] == [("acceleration", "phases_out_of_order")]


# -- a phase -----------------------------------------------------------------------------------------------------------


def test_a_phase_moves_for_the_cohort_and_no_other_is_chained_to_it() -> None:
    desk = desk_of_two()
    change = move_phase(desk, "acceleration", date(2027, 10, 1))
    assert change.changes == (
        contract.DateChange(phase="acceleration", old=date(2027, 9, 1), new=date(2027, 10, 1)),
    )  # fmt: skip
    for code in (CODE, OTHER):
        assert planned(desk, code) == {
            "onboarding": None,
            "demonstration": date(2027, 6, 1),
            "acceleration": date(2027, 10, 1),
            "close_out": date(2028, 3, 1),
            "completed": date(2028, 4, 1),
        }


def test_a_phase_moves_for_one_city_alone() -> None:
    desk = desk_of_two()
    change = move_phase(desk, "acceleration", date(2027, 10, 1), code=CODE)
    assert (change.cities, planned(desk)["acceleration"]) == ((CODE,), date(2027, 10, 1))
    assert planned(desk, OTHER)["acceleration"] == date(2027, 9, 1)
    (told,) = desk.outbox.events
    assert isinstance(told, contract.TimelineChanged)
    assert (told.application_id, [city.code for city in told.cities]) == (APPLICATION_ID, [CODE])


def test_a_citys_own_date_holds_when_the_cohorts_moves() -> None:
    desk = desk_of_two()
    move_phase(desk, "acceleration", date(2027, 10, 1), code=CODE)
    move_phase(desk, "acceleration", date(2027, 9, 15))
    assert (planned(desk)["acceleration"], planned(desk, OTHER)["acceleration"]) == (
        date(2027, 10, 1),
        date(2027, 9, 15),
    )


def told_of(desk: Desk) -> dict[str, list[tuple[str | None, date]]]:
    """What the last event says to each city."""
    event = desk.outbox.events[-1]
    assert isinstance(event, contract.TimelineChanged)
    return {city.code: [(one.phase, one.new) for one in event.changes_of(city)] for city in event.cities}


def test_a_city_with_a_date_of_its_own_is_not_told_of_a_change_that_does_not_touch_it() -> None:
    desk = desk_of_two()
    move_phase(desk, "acceleration", date(2027, 10, 1), code=CODE)
    change = move_phase(desk, "acceleration", date(2027, 9, 15))
    assert (change.cities, told_of(desk)) == ((OTHER,), {OTHER: [("acceleration", date(2027, 9, 15))]})


def test_each_city_is_told_its_own_dates_when_the_start_moves() -> None:
    desk = desk_of_two()
    move_phase(desk, "acceleration", date(2027, 10, 1), NOW, code=CODE)
    desk.repository.insert_phase_entry(APPLICATION_ID, "demonstration", STARTS_ON, date(2027, 5, 20), "staff", NOW)
    change = move_start(desk, date(2027, 6, 15))
    told = told_of(desk)
    assert told[OTHER] == [(one.phase, one.new) for one in change.changes]
    assert told[CODE] == [(None, date(2027, 6, 15)), ("close_out", date(2028, 3, 15)), ("completed", date(2028, 4, 15))]


@pytest.mark.parametrize("status", ["withdrawn", "exited"])
def test_a_city_that_has_left_is_not_told(status: str) -> None:
    desk = desk_of_two()
    desk.put(status=status)
    move_start(desk, date(2027, 6, 15))
    assert list(told_of(desk)) == [OTHER]


def test_the_latest_move_counts_and_both_stay_in_the_list() -> None:
    desk = Desk()
    move_phase(desk, "acceleration", date(2027, 10, 1))
    move_phase(desk, "acceleration", date(2027, 9, 15))
    shown = timelines.show_timeline(desk.repository, CODE, NOW)
    assert [(one.old, one.new) for one in shown.moves] == [
        (date(2027, 10, 1), date(2027, 9, 15)),
        (date(2027, 9, 1), date(2027, 10, 1)),
    ]
    assert [(one.counted_on, one.planned_on) for one in shown.phases][2] == (date(2027, 9, 1), date(2027, 9, 15))


def test_the_requirement_follows_the_moved_date() -> None:
    desk = Desk()
    desk.put(phase="demonstration")
    move_phase(desk, "acceleration", date(2027, 10, 1))
    first = datetime(2027, 9, 24, 5, tzinfo=UTC)  # midnight in Bogotá, seven days before
    assert desk.requirements(first)["planned_date"] == (True, False)
    assert desk.requirements(first.replace(hour=4))["planned_date"] == (False, False)


def test_the_cohort_ends_when_its_last_phase_is_planned() -> None:
    desk = Desk()
    move_phase(desk, "completed", date(2028, 5, 1))
    assert timelines.show_cohort_timeline(desk.repository, "cohort-2027").ends_on == date(2028, 5, 1)


@pytest.mark.parametrize(
    ("phase", "on", "faulty"),
    [
        ("onboarding", date(2027, 9, 1), [("phase", "not_a_choice")]),
        ("nonsense", date(2027, 9, 1), [("phase", "not_a_choice")]),
        ("acceleration", date(2027, 7, 9), [("planned_on", "before_today")]),
        ("acceleration", date(2028, 3, 1), [("close_out", "phases_out_of_order")]),
        ("close_out", date(2027, 9, 1), [("close_out", "phases_out_of_order")]),
        ("demonstration", date(2027, 9, 1), [("acceleration", "phases_out_of_order")]),
    ],
)
def test_a_date_that_does_not_fit_is_refused(phase: str, on: date, faulty: list[tuple[str, str]]) -> None:
    desk = Desk()
    assert faults(desk, phase, on) == faulty
    assert (desk.outbox.events, desk.repository.moves) == ([], [])


def test_the_order_is_kept_for_a_city_with_dates_of_its_own() -> None:
    desk = desk_of_two()
    move_phase(desk, "acceleration", date(2027, 12, 1), code=CODE)
    refusal = refusal_of(lambda: move_phase(desk, "close_out", date(2027, 11, 1)))
    assert [(one.field, one.message) for one in refusal.details] == [
        ("close_out", f"For {CODE} this must come after December 1, 2027, when “Acceleration program” begins there.")
    ]


def test_a_phase_that_the_city_has_entered_moves_no_more() -> None:
    desk = desk_of_two()
    desk.repository.insert_phase_entry(APPLICATION_ID, "demonstration", STARTS_ON, date(2027, 6, 2), "staff", LATER)
    assert refused(lambda: move_phase(desk, "demonstration", date(2027, 7, 20), code=CODE)) == (
        "illegal_transition: The city entered “Resident Impact Data Project, phase 1” on June 2, 2027: "
        "its planned date can no longer move."
    )
    change = move_phase(desk, "demonstration", date(2027, 7, 20))  # for the cohort: only for who is not there
    assert change.cities == (OTHER,)


def test_the_same_date_again_changes_nothing() -> None:
    desk = Desk()
    change = move_phase(desk, "acceleration", date(2027, 9, 1))
    assert (change.changes, change.version, desk.outbox.events, desk.repository.moves) == ((), 1, [], [])


def test_a_version_that_somebody_changed_is_stale() -> None:
    desk = Desk()
    move_phase(desk, "acceleration", date(2027, 9, 15), expected_version=1)
    said = "stale_version: Somebody changed this after it was read: it is now at version 2. Read it again."
    assert refused(lambda: move_phase(desk, "acceleration", date(2027, 9, 16), expected_version=1)) == said
    assert refused(lambda: move_start(desk, date(2027, 6, 8), version=1)) == said


def test_what_is_not_there_is_not_found() -> None:
    desk = Desk()
    desk.plan(cohort="cohort-x", call="x")
    assert refused(lambda: move_phase(desk, "acceleration", date(2027, 9, 2), code="BBBBBBBBBB")).startswith(
        "not_found: There is no participating city"
    )
    request = contract.MovePhase(
        cohort="cohort-x", phase="acceleration", planned_on=date(2027, 9, 2), reason=REASON, code=CODE
    )
    assert refused(lambda: moving.move_phase(request, desk.repository, desk.outbox, LEAD, LATER)) == (
        f"not_found: There is no city in this cohort with the code {CODE}."
    )
    nowhere = contract.MoveCohortStart(cohort="nowhere", starts_on=date(2027, 9, 2), reason=REASON)
    assert refused(lambda: moving.move_start(nowhere, desk.repository, desk.outbox, LEAD, LATER)) == (
        "not_found: There is no cohort nowhere."
    )


# -- what is booked ----------------------------------------------------------------------------------------------------


def a_convening(day: int = 12) -> ConveningRecord:
    starts_at = datetime(2027, 10, day, 14, tzinfo=UTC)
    return ConveningRecord(
        UUID(int=7), "cohort-2027", "leaders", starts_at, starts_at.replace(hour=20), "America/New_York",
        "The library", 60, date(2027, 9, 1), 0,
    )  # fmt: skip


def test_what_is_booked_is_listed_with_its_new_window_and_not_moved() -> None:
    desk = Desk()
    at = datetime(2027, 5, 25, 15, tzinfo=UTC)
    desk.schedule(at, at.replace(hour=20))
    desk.repository.convenings["cohort-2027", "leaders"] = a_convening()
    before = desk.repository.visits[APPLICATION_ID]
    change = move_start(desk, date(2027, 9, 1))
    assert [(one.kind, one.code, one.window, one.fits) for one in change.booked] == [
        ("visit", CODE, (date(2027, 8, 2), date(2027, 10, 16)), False),
        ("convening", None, (date(2028, 1, 1), date(2028, 3, 31)), False),
    ]
    assert desk.repository.visits[APPLICATION_ID] == before


def test_a_visit_that_is_over_and_a_gathering_that_was_are_not_booked() -> None:
    desk = Desk()
    at = datetime(2027, 6, 3, 15, tzinfo=UTC)
    desk.schedule(at, at.replace(hour=20))
    desk.put_visit(state="held")
    past = a_convening()
    desk.repository.convenings["cohort-2027", "leaders"] = replace(past, starts_at=NOW, ends_at=LATER)
    assert move_phase(desk, "acceleration", date(2027, 9, 15)).booked == ()


def test_a_cohort_record_knows_its_day_in_the_programs_zone() -> None:
    assert a_cohort().today(datetime(2027, 6, 1, 3, 59, tzinfo=UTC)) == date(2027, 5, 31)
