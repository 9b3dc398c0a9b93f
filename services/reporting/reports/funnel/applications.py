"""Applications behind a number, as they were known at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.reporting.cells import CITY, Line, Number, Stored, column, row
from services.reporting.domain import NO_STEP, Audience, Steps
from services.reporting.named_sql import queries
from services.reporting.reports.strategy.projection import LAUNCH, STRATEGY
from services.reporting.told import state_told
from shared.contracts.lifecycle import ApplicationState as State

STATES, LAUNCHED = "states.application", f"{STRATEGY}/{LAUNCH}"
COLUMNS = (*CITY, column("state", "word", STATES))
#: What narrows nothing.
ALL: Mapping[str, Any] = {
    **dict.fromkeys(("country", "countries", "language", "resident_outcome", "states", "screened")),
    "elsewhere": False,
    "launched": False,
}


def applications(number: int, call: str | None, audience: Audience, steps: Steps = NO_STEP, **narrowed: Any) -> Number:
    """So many, which are those that have come so far and that `narrowed` leaves. Each leads to the events of its
    states; one that is counted for its launch, to that."""
    about = LAUNCHED if narrowed.get("launched") else "state"

    def line(one: Mapping[str, Any]) -> Line:
        state = state_told(State(one["state"]), audience)
        return row(one["city"], one["country"], state.value, code=one["code"], about=about)

    where = {**ALL, **narrowed, "call": call, "steps": int(steps)}
    return Number(number, Stored(COLUMNS, queries.list_known_applications, where, line))
