"""What each part of a project is written in, as forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from services.portal.forms.fields import Field
from services.portal.pages.city.room import Room
from services.portal.pages.city.verbs import Fields
from services.portal.web.names import alone
from shared.contracts.application import ResidentOutcome
from shared.contracts.cohort import ProjectPart

BASELINE = (Field("value", "decimal"), Field("measured_on", "day"))


def charter(room: Room) -> Fields:
    outcomes = [(one.value, alone(room.page.say("pages.apply.outcome", outcome=one.value))) for one in ResidentOutcome]
    return (
        Field("problem", "long"),
        Field("resident_outcome", "choice", options=outcomes),
        Field("residents_affected", "number"),
        Field("hypothesis", "long"),
        Field("data_sources", "lines"),
    )


def baseline(room: Room) -> Fields:
    directions = [(one, room.page.say(f"pages.city.direction.{one}")) for one in ("up", "down")]
    return (Field("indicator"), Field("unit"), Field("direction", "radio", options=directions), *BASELINE)


def assessment(room: Room) -> Fields:
    """A need and an opportunity for each component of the strategy."""
    return tuple(
        Field(
            f"components.{component.id}.{name}",
            "long",
            rows=3,
            words=f"{room.page.title(component)}: {room.page.say(f'pages.field.{name}')}",
        )
        for component in room.page.program.strategy_components
        for name in ("need", "opportunity")
    )


FIELDS: Mapping[ProjectPart, Fields | Callable[[Room], Fields]] = {
    "charter": charter,
    "baseline": baseline,
    "assessment": assessment,
    "progress_report": (
        Field("period_starts_on", "day"),
        Field("period_ends_on", "day"),
        Field("summary", "long", rows=8),
        Field("gaps_found", "lines", optional=True),
        Field("gaps_mended", "lines", optional=True),
    ),
    "final_measurement": BASELINE,
    "final_report": (Field("summary", "long"), Field("results", "long"), Field("lessons", "long")),
    "closing": (Field("outcome", "long"), Field("residents_reached", "number"), Field("continues_with", "long")),
}
