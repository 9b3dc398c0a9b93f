"""What is told of a city's strategy: feedback, that it is ready, that it is launched."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from services.notifications.handlers.telling import for_person, id_of, occasion_of, tell

if TYPE_CHECKING:
    from services.notifications.repository import Repository
    from services.notifications.sending.letters import Letters
    from shared.contracts import cohort
    from shared.messaging.cause import Cause


def tell_feedback(
    event: cohort.StrategyChangesRequested, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """The words are fetched at the moment of sending."""
    values = {"component": event.component, "has_feedback": True}
    tell(occasion_of(event, cause, "strategy_feedback", values), repository, letters, now)


def tell_submitted(
    event: cohort.StrategyComponentSubmitted, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """To the city's lead coach; an event from before it named the coach is told to nobody."""
    if event.coach is not None:
        occasion = occasion_of(event, cause, "component_submitted", {"component": event.component})
        tell(for_person(occasion, event.coach), repository, letters, now)


def tell_ready(
    event: cohort.StrategyComponentApproved, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """With the last component; a single one is no mail."""
    if event.ready:
        values = {"version": event.version}
        tell(occasion_of(event, cause, "strategy_ready", values), repository, letters, now)


def tell_lifted_embargo(
    event: cohort.StrategyEmbargoLifted, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """Whether anything was launched under it, the cohort says when the mail goes."""
    tell(occasion_of(event, cause, "embargo_lifted", {}), repository, letters, now)


def tell_launch(
    event: cohort.StrategyLaunched, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """A version that the city was told of as launched before has another date or embargo now."""
    embargo = event.embargo_until.isoformat() if event.embargo_until and event.embargo_until > now else None
    version = str(event.version)
    values = {
        "version": event.version,
        "changed": repository.was_told(event.code, "strategy_launched", "version", version, id_of(cause)),
        "launched_on": event.launched_on.isoformat(),
        "horizon_ends_on": event.horizon_ends_on.isoformat(),
        "embargo_until": embargo,
    }
    tell(occasion_of(event, cause, "strategy_launched", values), repository, letters, now)
