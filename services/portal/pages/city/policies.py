"""What a city codifies: policies, processes, uses of AI; each in versions, of which the latest is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from services.portal.forms.fields import Field
from services.portal.pages.city.leaf import Leaf, routes_of
from services.portal.pages.city.room import Room
from services.portal.pages.city.verbs import Fields, Verb
from services.portal.web.names import named
from shared.contracts import cohort

AREAS = ("data_governance", "sharing_and_privacy", "ai_use", "results_based_practice", "other")
INSTRUMENTS = ("ordinance", "decree", "executive_order", "directive", "guideline", "agreement", "other")
FUNCTIONS = ("human_resources", "procurement", "budgeting", "other")
RISKS = ("low", "medium", "high")
STATES = {
    "policy": ("planned", "drafted", "adopted", "repealed"),
    "process": ("planned", "piloted", "in_use", "retired"),
    "ai_use": ("idea", "pilot", "in_use", "stopped"),
}


def options(room: Room, group: str, keys: Iterable[str]) -> list[tuple[str, str]]:
    return [(one, named(room.page.language, group, one)) for one in keys]


def state(room: Room, thing: str) -> Field:
    return Field("state", "choice", options=options(room, f"states.{thing}", STATES[thing]))


def policy(room: Room) -> Fields:
    return (
        Field("title"),
        Field("area", "choice", options=options(room, "policy_areas", AREAS)),
        Field("instrument", "choice", options=options(room, "instruments", INSTRUMENTS)),
        state(room, "policy"),
        Field("adopted_on", "day", optional=True),
        Field("reference", optional=True),
    )


def process(room: Room) -> Fields:
    return (
        Field("title"),
        Field("function", "choice", options=options(room, "process_functions", FUNCTIONS)),
        Field("what_changed", "long", rows=3),
        Field("owner"),
        state(room, "process"),
    )


def ai_use(room: Room) -> Fields:
    return (
        Field("title"),
        Field("purpose", "long", rows=3),
        Field("data", "long", rows=3),
        Field("risk", "choice", options=options(room, "risks", RISKS)),
        Field("risk_explained", "long", optional=True, rows=2),
        Field("safeguards", "lines", optional=True),
        Field("owner"),
        state(room, "ai_use"),
    )


VERBS = (
    Verb("save-policy", cohort.SavePolicy, policy),
    Verb("save-process", cohort.SaveProcess, process),
    Verb("save-ai-use", cohort.SaveAiUse, ai_use),
)
#: A register's name -> the verb that writes in it, and what its table shows between title and state.
REGISTERS = {
    "policy": ("save-policy", (("area", "policy_areas"), ("instrument", "instruments"))),
    "process": ("save-process", (("function", "process_functions"), ("owner", ""))),
    "ai_use": ("save-ai-use", (("risk", "risks"), ("owner", ""))),
}


def read(room: Room) -> Mapping[str, Any]:
    found = room.ask(cohort.GetCodified(code=room.code))
    rows = {"policy": found.policies, "process": found.processes, "ai_use": found.ai_uses}
    return {"registers": REGISTERS, "rows": rows}


router = routes_of(Leaf("policies", read, VERBS))
