"""What remains of a city's work, months after its cohort has ended: what is due, what was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.forms.fields import Field
from services.portal.pages.city.leaf import Leaf, routes_of
from services.portal.pages.city.room import Room
from services.portal.pages.city.verbs import Fields, Verb
from shared.contracts import cohort


def yes_or_no(room: Room) -> list[tuple[str, str]]:
    return [(one, room.page.say(f"pages.follow_up.{one}")) for one in ("true", "false")]


def found(room: Room) -> Fields:
    return (
        Field("held_on", "day", label="looked_on"),
        Field("strategy_in_force", "radio", options=yes_or_no(room)),
        Field("senior_leader_in_post", "radio", options=yes_or_no(room)),
        Field("targets_measured", "number", hint="targets_measured"),
        Field("notes", "long", optional=True),
    )


VERBS = (
    Verb("record-follow-up", cohort.RecordFollowUp, found, look="main"),
    Verb("waive-follow-up", cohort.WaiveFollowUp, (Field("reason", "long", rows=2),)),
)


def read(room: Room) -> Mapping[str, Any]:
    items = room.ask(cohort.ListFollowUps(cohort=room.city.cohort, code=room.code)).items
    through = room.city.phase == room.page.program.phases[-1].id  # only then there is something to look back at
    return {"items": items, "through": through}


router = routes_of(Leaf("follow-up", read, VERBS, template="follow_up"))
