"""A city's targets: one at a time as a line beside its table; measurements; how the city looks at them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from services.portal.forms.fields import Field
from services.portal.pages.charts import Point, chart_of, pace
from services.portal.pages.city.leaf import Leaf, routes_of
from services.portal.pages.city.people import actor_names
from services.portal.pages.city.room import Room
from services.portal.pages.city.verbs import Fields, Verb
from shared.contracts import cohort
from shared.contracts.application import ResidentOutcome
from shared.contracts.errors import Refusal

CADENCES = ("monthly", "quarterly", "half_yearly", "yearly")
DIRECTIONS = ("up", "down")
#: Per cent of the way by which a target may be behind what is planned for the day.
A_LITTLE, FAR = Decimal(5), Decimal(25)


def options(room: Room, group: str, keys: Any) -> list[tuple[str, str]]:
    return [(str(one), room.page.say(f"{group}.{one}")) for one in keys]


def fields(room: Room) -> Fields:
    page = room.page
    components = [(one.id, page.title(one)) for one in page.program.strategy_components]
    return (
        Field("indicator"),
        Field("unit", hint="unit"),
        Field("direction", "radio", options=options(room, "directions", DIRECTIONS)),
        Field("resident_outcome", "choice", options=options(room, "resident_outcomes", ResidentOutcome)),
        Field("component", "choice", optional=True, options=components),
        Field("owner", optional=True),
        Field("baseline", "decimal"),
        Field("baseline_on", "day"),
        Field("target", "decimal"),
        Field("target_on", "day"),
        Field("cadence", "choice", options=options(room, "cadences", CADENCES), label="cadence_of_measuring"),
    )


MEASUREMENT = (Field("value", "decimal"), Field("measured_on", "day"), Field("note", "long", optional=True, rows=2))
VERBS = (
    Verb("set-target", cohort.SetTarget, fields),
    Verb("change-target", cohort.SetTarget, fields),
    Verb("add-measurement", cohort.MeasureTarget, MEASUREMENT, look="main"),
    Verb("correct-measurement", cohort.MeasureTarget, MEASUREMENT),
    Verb("drop-target", cohort.TurnTarget, (Field("reason", "long", rows=2),), {"state": "dropped"}, look="stop"),
    Verb("take-up-target", cohort.TurnTarget, (Field("reason", "long", rows=2),), {"state": "active"}),
    Verb(
        "set-review-routine",
        cohort.SetReviewRoutine,
        lambda room: (Field("chair"), Field("cadence", "choice", options=options(room, "cadences", CADENCES))),
    ),
    Verb("record-review", cohort.RecordReview, (Field("held_on", "day"), Field("decisions", "lines", optional=True))),
)


def read(room: Room) -> Mapping[str, Any]:
    found = room.ask(cohort.GetTargets(code=room.code))
    target = chosen(room, found.targets)
    entered = [one.entered_by for one in target.measurements] if target else []
    return {
        "targets": found,
        "target": target,
        "actors": actor_names(room, entered),
        **(shown(target) if target else {}),
    }


def chosen(room: Room, targets: tuple[cohort.Target, ...]) -> cohort.Target | None:
    """The one of the address, else the first that is worked on."""
    wanted = room.given.get("target")
    if wanted is None:
        return next((one for one in targets if one.state == "active"), targets[0] if targets else None)
    found = next((one for one in targets if str(one.id) == wanted), None)
    if found is None:
        raise Refusal("not_found", reason="address")
    return found


def shown(target: cohort.Target) -> dict[str, Any]:
    standing = sorted((one for one in target.measurements if not one.corrected), key=lambda one: one.measured_on)
    points = [
        Point(target.baseline_on, target.baseline),
        *(Point(one.measured_on, one.value) for one in standing if one.measured_on > target.baseline_on),
    ]
    rows = sorted(target.measurements, key=lambda one: (one.measured_on, one.entered_at))
    return {
        "chart": chart_of(points, Point(target.target_on, target.target)),
        "rows": [(one, one.value - target.baseline) for one in rows],
        "way": pace_of(target),
    }


def pace_of(target: cohort.Target) -> str:
    """How it stands beside what is planned for the day of the last measurement, in per cent of the way."""
    if target.reached:
        return "reached"
    if target.current_on <= target.baseline_on:
        return "not_measured"
    first, aim = Point(target.baseline_on, Decimal(0)), Point(target.target_on, Decimal(100))
    behind = Decimal(pace(first, aim, target.current_on)) - target.progress
    return "far_behind" if behind > FAR else "behind" if behind > A_LITTLE else "on_pace"


router = routes_of(Leaf("targets", read, VERBS), Leaf("targets/{target}", read, VERBS, template="targets"))
