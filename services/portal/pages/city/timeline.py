"""The dates of a city: planned and actual, what moved and why; staff move a phase for it alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.forms.fields import Field
from services.portal.pages.city.leaf import Leaf, routes_of
from services.portal.pages.city.room import Room
from services.portal.pages.city.verbs import Fields, Verb
from shared.contracts import cohort


def dates(room: Room) -> Fields:
    """Of phases that the city has not entered."""
    ahead = [
        one for one in room.ask(cohort.GetTimeline(code=room.code)).phases if one.planned_on and not one.started_on
    ]
    options = [(one.key, room.phase_title(one.key)) for one in ahead]
    return Field("phase", "choice", options=options), Field("planned_on", "day"), Field("reason", "long", rows=2)


MOVE = Verb("move-phase", cohort.MovePhase, dates, lambda room: {"cohort": room.city.cohort}, of_the_place=False)


def read(room: Room) -> Mapping[str, Any]:
    timeline = room.ask(cohort.GetTimeline(code=room.code))
    return {
        "timeline": timeline,
        "reasoned": [one for one in reversed(timeline.steps) if one.reason],
        "moves": list(reversed(timeline.moves)),
        "late": late(room, timeline),
    }


def late(room: Room, timeline: cohort.Timeline) -> dict[str, int]:
    """Phases that should have begun: by how many days."""
    return {
        one.key: (room.today - one.planned_on).days
        for one in timeline.phases
        if one.planned_on and one.started_on is None and one.planned_on < room.today
    }


router = routes_of(Leaf("timeline", read, (MOVE,)))
