"""A city's targets: a line beside its table, measurements that stay, the routine in which they are looked at."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from services.portal.pages.charts import BOTTOM, LEFT, RIGHT, TOP, Point, chart_of, ticks_of
from services.portal.pages.city.targets import pace_of
from shared.contracts import cohort
from shared.contracts.errors import Detail, Refusal
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.rooms import CODE, HOME, room
from tests.unit.portal.pages.signed_in import headers

PAGE = f"{HOME}/targets"
TEAM = (
    "get_city", "get_targets", "set_target", "measure_target", "turn_target", "set_review_routine", "record_review",
)  # fmt: skip
ONE, OTHER = UUID(int=71), UUID(int=72)
START = date(2026, 6, 18)


def measured(number: int, value: str, days: int, **changed: Any) -> cohort.Measurement:
    fields = {
        "id": UUID(int=number), "value": value, "measured_on": START + timedelta(days=days), "corrects": None,
        "corrected": False, "note": None, "entered_by": "local-admin", "entered_at": datetime(2026, 11, 20, tzinfo=UTC),
    }  # fmt: skip
    return cohort.Measurement.model_validate(fields | changed)


def target(*measurements: cohort.Measurement, **changed: Any) -> cohort.Target:
    last = measurements[-1] if measurements else measured(0, "42", 0)
    fields = {
        "id": ONE, "code": CODE, "state": "active", "indicator": "Basements on the map", "unit": "%",
        "direction": "up", "resident_outcome": "climate", "component": None, "owner": None, "baseline": "42",
        "baseline_on": START, "target": "90", "target_on": date(2029, 6, 30), "cadence": "monthly",
        "current": last.value, "current_on": last.measured_on, "progress": "44", "reached": False,
        "due_on": date(2026, 12, 20), "measurements": measurements,
    }  # fmt: skip
    return cohort.Target.model_validate(fields | changed)


def desk(*targets: cohort.Target, may: tuple[str, ...] = TEAM, **answers: Any) -> Doorway:
    found = cohort.Targets(code=CODE, targets=targets, chair=None, cadence=None, last_held_on=None, reviews=())
    return room(may, get_targets=found, **answers)


def sent(door: Doorway, method: str) -> Any:
    return next(one.request for one in door.client.asked if one.request.method == method)


def test_a_line_stands_beside_its_table_in_the_readers_numbers() -> None:
    door = desk(target(measured(1, "44.5", 28), measured(2, "63", 154)))
    answer = door.get(PAGE, headers=headers("fr"))
    page = Read(answer)
    assert 'class="line"' in answer.text
    assert "De 42 le 18 juin 2026".lower() in answer.text.lower()
    assert "44,5" in page.text
    assert "+21" in page.text
    assert "+2,5" in page.text


def test_what_was_corrected_stays_to_be_read_and_is_not_drawn() -> None:
    wrong, right = measured(1, "640", 28, corrected=True), measured(2, "64", 28, corrects=UUID(int=1))
    answer = desk(target(wrong, right)).get(PAGE, headers=headers())
    assert "<del>640</del>" in answer.text
    assert answer.text.count('class="dot"') == 2


@pytest.mark.parametrize(("language", "typed"), [("fr", "63,5"), ("en", "63.5"), ("pt", "63.5")])
def test_a_measurement_is_read_as_its_language_writes_it(language: str, typed: str) -> None:
    door = desk(target(), measure_target=target())
    form = {"target_id": str(ONE), "value": typed, "measured_on": "2026-11-19", "note": "Counted twice"}
    answer = door.post(f"{PAGE}/{ONE}/add-measurement", data=form, headers=headers(language))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}/{ONE}")
    asked = sent(door, "measure_target")
    assert (asked.target_id, asked.value, asked.corrects) == (ONE, Decimal("63.5"), None)


def test_a_correction_names_what_it_stands_in_the_place_of() -> None:
    door = desk(target(measured(1, "640", 28)), measure_target=target())
    form = {"target_id": str(ONE), "corrects": str(UUID(int=1)), "value": "64", "measured_on": "2026-07-16"}
    assert door.post(f"{PAGE}/correct-measurement", data=form, headers=headers()).status_code == 303
    assert sent(door, "measure_target").corrects == UUID(int=1)


def test_a_refused_measurement_keeps_what_was_typed_beside_what_is_wrong() -> None:
    door = desk(target(), measure_target=Refusal("invalid", Detail("measured_on", "in_the_future")))
    form = {"target_id": str(ONE), "value": "64", "measured_on": "2199-07-16"}
    page = Read(door.post(f"{PAGE}/add-measurement", data=form, headers=headers()))
    assert page.ids[f"add-measurement-{ONE}-measured_on"]["aria-invalid"] == "true"
    assert page.ids[f"add-measurement-{ONE}-value"]["value"] == "64"


def test_a_target_is_set_dropped_and_none_is_no_dead_end() -> None:
    empty = desk(set_target=target())
    assert "No targets yet" in Read(empty.get(PAGE, headers=headers())).text
    form = {
        "indicator": "Days to an answer", "unit": "days", "direction": "down", "resident_outcome": "affordable_housing",
        "baseline": "30", "baseline_on": "2026-06-01", "target": "10", "target_on": "2027-06-01", "cadence": "monthly",
    }  # fmt: skip
    assert empty.post(f"{PAGE}/set-target", data=form, headers=headers()).status_code == 303
    assert sent(empty, "set_target").direction == "down"
    door = desk(target(), turn_target=target())
    door.post(f"{PAGE}/drop-target", data={"target_id": str(ONE), "reason": "merged"}, headers=headers())
    assert (sent(door, "turn_target").state, sent(door, "turn_target").reason) == ("dropped", "merged")


def test_whoever_only_reads_sees_no_form() -> None:
    answer = desk(target(), may=("get_city", "get_targets")).get(PAGE, headers=headers())
    assert 'method="post" novalidate' not in answer.text


def test_a_review_is_noted_with_a_decision_a_line() -> None:
    found = cohort.Targets(code=CODE, targets=(), chair=None, cadence=None, last_held_on=None, reviews=())
    door = desk(record_review=found)
    form = {"held_on": "2026-11-10", "decisions": "Ask the districts\r\n\r\nCount again"}
    door.post(f"{PAGE}/record-review", data=form, headers=headers())
    assert sent(door, "record_review").decisions == ("Ask the districts", "Count again")


def test_another_citys_target_is_nowhere() -> None:
    assert desk(target()).get(f"{PAGE}/{OTHER}", headers=headers()).status_code == 404


# -- the line ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values", [("0", "0", "0"), ("42", "63", "90"), ("-5", "-2", "10"), ("30", "40", "10"), ("0.001", "0.002", "0.01")]
)
def test_every_point_and_the_planned_pace_lie_inside_the_drawing(values: tuple[str, str, str]) -> None:
    first, last, aim = (Decimal(one) for one in values)
    chart = chart_of([Point(START, first), Point(START + timedelta(days=90), last)], Point(date(2027, 6, 1), aim))
    for x, y in [*((dot.x, dot.y) for dot in chart.dots), chart.aim[:2], chart.aim[2:]]:
        assert LEFT <= x <= RIGHT
        assert TOP <= y <= BOTTOM


def test_a_target_without_a_day_between_is_drawn_too() -> None:
    assert len(chart_of([Point(START, Decimal(1))], Point(START, Decimal(1))).dots) == 1


def test_lines_lie_at_round_numbers() -> None:
    assert ticks_of([42, 63, 48]) == [0, 20, 40, 60, 80]
    assert ticks_of([0.2, 0.9])[-1] >= 0.9


@pytest.mark.parametrize(
    ("changed", "way"),
    [
        ({"reached": True}, "reached"),
        ({}, "on_pace"),
        ({"progress": "-1"}, "behind"),
        ({"progress": "-30"}, "far_behind"),
        ({"current_on": START}, "not_measured"),
    ],
)
def test_a_target_stands_beside_what_is_planned_for_the_day(changed: dict[str, Any], way: str) -> None:
    assert pace_of(target(measured(1, "50", 60), **changed)) == way
