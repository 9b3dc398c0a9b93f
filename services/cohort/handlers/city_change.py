"""A change of one city: locked, counted in its version, told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.cohort.handlers.lookup import event_keys

if TYPE_CHECKING:
    from services.cohort.domain.participation import ParticipationRecord
    from services.cohort.repository import Repository
    from shared.contracts import cohort as contract
    from shared.messaging.outbox import Outbox


def record(
    event: type[contract.ParticipationEvent],
    participation: ParticipationRecord,
    repository: Repository,
    outbox: Outbox,
    **fields: Any,
) -> None:
    """The city has another version, and everybody who follows it hears why."""
    repository.touch_participation(participation.application_id)
    outbox.record(event.model_validate(event_keys(participation) | fields))
