"""A city's strategy: vision, components with their actions, versions beside each other, the review, the launch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid5

from services.portal.forms.fields import Field
from services.portal.forms.filled import Filled
from services.portal.forms.posted import Posted
from services.portal.pages.city.differences import marked, name_of
from services.portal.pages.city.leaf import Leaf, routes_of
from services.portal.pages.city.people import actor_names
from services.portal.pages.city.room import Room
from services.portal.pages.city.strategy_content import fields_of, groups_of
from services.portal.pages.city.verbs import Fields, Verb
from services.portal.web.names import alone
from services.portal.web.people import id_of
from shared.contracts import cohort
from shared.contracts.errors import Refusal
from shared.contracts.requests import Model

ACTION_STATES = ("planned", "under_way", "done", "dropped")
SHOWN_VERSIONS, SHOWN_STEPS = 50, 12
DIGITS = 9


def strategy_of(room: Room) -> cohort.Strategy:
    return room.ask(cohort.GetStrategy(code=room.code))


def component_of(room: Room) -> cohort.StrategyComponent:
    """The one of the address, else the first that is not approved."""
    components = strategy_of(room).components
    wanted = room.given.get("component")
    if wanted is None:
        return next((one for one in components if one.state != "approved"), components[0])
    found = next((one for one in components if one.component == wanted), None)
    if found is None:
        raise Refusal("not_found", reason="address")
    return found


def content(room: Room) -> Fields:
    component = component_of(room)
    return fields_of(component.component, component.document)


def of_component(room: Room) -> Mapping[str, Any]:
    return {"component": component_of(room).component}


def action(room: Room) -> Fields:
    states = [(one, room.page.say(f"states.action.{one}")) for one in ACTION_STATES]
    return (
        Field("what", "long", rows=2),
        Field("owner", optional=True),
        Field("due_on", "day", optional=True),
        Field("cost", "decimal", optional=True),
        Field("currency", optional=True, hint="currency"),
        Field("state", "choice", options=states),
    )


def emptied(typed: dict[str, Any]) -> dict[str, Any]:
    """A field of an action that somebody emptied is empty."""
    return dict.fromkeys(("owner", "due_on", "cost", "currency")) | typed


@dataclass(frozen=True)
class SaveAndAsk(Verb):
    """Saved, then up for review: the second is asked for once the first is done."""

    def send(self, room: Room, posted: Posted) -> Filled | Model:
        saved = super().send(room, posted)
        if not isinstance(saved, cohort.Strategy):
            return saved
        asked = cohort.SubmitComponent(code=room.code, component=component_of(room).component)
        try:
            return room.page.call(asked, command_id=uuid5(posted.command_id, "review"))
        except Refusal as refusal:
            return Filled(posted=posted, refusal=refusal)


VERBS = (
    Verb(
        "save-vision",
        cohort.SaveVision,
        (Field("vision", "long", rows=6), Field("fiscal_year_on", "day", optional=True, hint="fiscal_year_on")),
        shape=lambda typed: {"fiscal_year_on": None} | typed,
    ),
    Verb("save", cohort.SaveComponent, content, of_component, inside="document", look="main"),
    SaveAndAsk("save-and-submit", cohort.SaveComponent, content, of_component, inside="document"),
    Verb("save-action", cohort.SaveAction, action, of_component, shape=emptied),
    Verb("add-action", cohort.SaveAction, action, of_component),
    Verb("approve", cohort.ApproveComponent, fixed=of_component, look="main"),
    Verb("request-changes", cohort.RequestChanges, (Field("feedback", "long", rows=4),), of_component),
    Verb(
        "launch",
        cohort.LaunchStrategy,
        (Field("launch_on", "day"), Field("embargo_until", "moment", optional=True)),
        look="main",
    ),
    Verb("call-off-launch", cohort.CallOffLaunch, (Field("reason", "long", rows=2),), look="stop"),
    Verb("lift-embargo", cohort.LiftEmbargo, (Field("reason", "long", rows=2),), look="stop"),
)


def read(room: Room) -> Mapping[str, Any]:
    strategy, component = strategy_of(room), component_of(room)
    versions = sorted(
        room.ask(cohort.ListStrategyVersions(code=room.code)).versions, key=lambda one: one.version, reverse=True
    )
    steps = list(reversed(strategy.steps))[:SHOWN_STEPS]
    return {
        "strategy": strategy,
        "component": component,
        "groups": groups_of(component.component, component.document),
        "missing": [room.page.say(f"pages.field.{one}") for one in component.missing],
        "actions": [one for one in strategy.actions if one.component == component.component],
        "approved": sum(one.state == "approved" for one in strategy.components),
        "latest": {one.part: one for one in reversed(versions)},
        "versions": versions[:SHOWN_VERSIONS],
        "steps": steps,
        "actors": actor_names(room, [*(one.saved_by for one in versions), *(one.by for one in steps)]),
        "asked_by": next((one for one in steps if one.reason and one.reason == component.feedback), None),
        "comparison": compare(room, strategy, versions),
    }


def compare(room: Room, strategy: cohort.Strategy, versions: list[cohort.StrategyVersion]) -> dict[str, Any] | None:
    """The two that the address names, else the last two."""
    known = [one.version for one in versions]
    last, former = [*known, 0, 0][:2]
    before, after = number_in(room, "from", former), number_in(room, "to", last)
    if before == after or {before, after} - {0, *known}:
        return None
    request = cohort.CompareStrategyVersions(code=room.code, from_version=before, to_version=after)
    found = room.ask(request).differences
    whats = {str(one.id): one.what for one in strategy.actions}
    shown = [(titled(one.path, whats, room.page.language), marked(one.before, one.after)) for one in found]
    return {"before": before, "after": after, "shown": shown}


def titled(path: str, actions: Mapping[str, str], language: str) -> str:
    head, _, rest = path.partition(".")
    id_, _, field = rest.partition(".")
    if head == "actions" and id_of(id_):
        return f"{actions.get(id_, '—')}: {name_of(field, language)}"
    return alone(name_of(path, language))


def number_in(room: Room, name: str, otherwise: int) -> int:
    text = room.page.request.query_params.get(name, "")
    return int(text) if text.isdecimal() and len(text) < DIGITS else otherwise


router = routes_of(
    Leaf("strategy", read, VERBS),
    Leaf("strategy/{component}", read, VERBS, template="strategy"),
)
