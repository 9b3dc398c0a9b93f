"""What is told of a city's strategy: feedback, that it is ready, that it is launched."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.notifications.handlers.telling import Telling
    from shared.contracts import cohort


def tell_feedback(event: cohort.StrategyChangesRequested, telling: Telling) -> None:
    """The words are fetched at the moment of sending."""
    values = {"component": event.component, "has_feedback": True}
    telling.tell(event, "strategy_feedback", values)


def tell_submitted(event: cohort.StrategyComponentSubmitted, telling: Telling) -> None:
    """To the city's lead coach; an event from before it named the coach is told to nobody."""
    if event.coach is not None:
        telling.tell(event, "component_submitted", {"component": event.component}, to=event.coach)


def tell_ready(event: cohort.StrategyComponentApproved, telling: Telling) -> None:
    """With the last component; a single one is no mail."""
    if event.ready:
        values = {"version": event.version}
        telling.tell(event, "strategy_ready", values)


def tell_launch(event: cohort.StrategyLaunched, telling: Telling) -> None:
    """A version that the city was told of as launched before has another date or embargo now."""
    embargo = event.embargo_until.isoformat() if event.embargo_until and event.embargo_until > telling.now else None
    version = str(event.version)
    values = {
        "version": event.version,
        "changed": telling.repository.was_told(event.code, "strategy_launched", "version", version, telling.event_id),
        "launched_on": event.launched_on.isoformat(),
        "horizon_ends_on": event.horizon_ends_on.isoformat(),
        "embargo_until": embargo,
    }
    telling.tell(event, "strategy_launched", values)
