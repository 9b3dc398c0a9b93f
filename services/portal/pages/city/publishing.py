"""What may be published of a city under its name, what holds it and until when: electoral silence, media consent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from services.portal.forms.fields import Field
from services.portal.pages.city.leaf import Leaf, routes_of
from services.portal.pages.city.people import actor_names
from services.portal.pages.city.room import Room
from services.portal.pages.city.verbs import Fields, Verb
from shared.contracts import cohort
from shared.contracts.cohort.publishing import SilencedThing

REASON = Field("reason", "long", rows=2)
SILENCE = "electoral_silence"


def publishing(room: Room) -> cohort.Publishing:
    return room.ask(cohort.GetPublishing(code=room.code))


def silenced(room: Room) -> Fields:
    """What the silence holds now."""
    found = publishing(room)
    holds: dict[str, tuple[cohort.Hold, ...]] = {"strategy": found.strategy, "mayor": found.commitment}
    things = [
        (one, room.page.say(f"pages.publishing.thing.{one}"))
        for one in get_args(SilencedThing)
        if any(hold.rule == SILENCE for hold in holds[one])
    ]
    return Field("about", "radio", options=things, label="let_through"), REASON


def consent(room: Room) -> Fields:
    given = [(one, room.page.say(f"pages.commitments.given.{one}")) for one in ("yes", "no")]
    return (
        Field("given", "radio", options=given),
        Field("said_on", "day"),
        Field("name", label="signed_name"),
        Field("title", label="signed_title"),
    )


def yes_or_no(typed: dict[str, Any]) -> dict[str, Any]:
    return typed | ({"given": typed["given"] == "yes"} if "given" in typed else {})


VERBS = (
    Verb("record-silence", cohort.RecordSilence, (
        Field("starts_on", "day", label="silence_starts_on"), Field("ends_on", "day", label="silence_ends_on"),
    )),
    Verb("take-back-silence", cohort.TakeBackSilence, (REASON,)),
    Verb("override-silence", cohort.OverrideSilence, silenced, look="stop"),
    Verb("media-consent", cohort.RecordMediaConsent, consent, shape=yes_or_no),
)  # fmt: skip


def read(room: Room) -> Mapping[str, Any]:
    found = publishing(room)
    recorded = [one.recorded_by for one in found.silences]
    return {
        "publishing": found,
        "held": {"strategy": found.strategy, "mayor": found.commitment},
        "silent": any(hold.rule == SILENCE for hold in (*found.strategy, *found.commitment)),
        "actors": actor_names(room, [*recorded, *([found.consent.recorded_by] if found.consent else [])]),
    }


router = routes_of(Leaf("publishing", read, VERBS))
