"""A planned launch of the strategy that hangs on a city."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.cohort.handlers.hanging import Noun, Work
from services.cohort.handlers.lookup import get_cohort
from services.cohort.handlers.open_strategy import OpenStrategy
from shared.contracts import cohort as contract
from shared.contracts.people import Caller

if TYPE_CHECKING:
    from services.cohort.domain.participation import ParticipationRecord


def end(city: ParticipationRecord, work: Work) -> list[contract.Hanging]:
    """Nothing is launched for a city that has left; staff plan it anew when it is back."""
    strategy = work.repository.find_strategy(city.application_id)
    if strategy is None or strategy.state != "launch_planned":
        return []
    program, itself = get_cohort(work.repository, city.cohort).program, Caller(work.actor, frozenset())
    OpenStrategy(city, program, strategy, work.repository, work.outbox, itself, work.now).call_off(work.reason)
    return [
        contract.Hanging(kind="launch", id=city.application_id, title=None, starts_at=None, time_zone=city.time_zone)
    ]


LAUNCHES = Noun(end=end)
