"""Dead letters: what one is, which steps it may take, and what putting it back on its queue can do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.contracts.errors import Refusal, illegal_transition
from shared.contracts.operations import DeadLetterState
from shared.messaging.names import rpc_queue
from shared.runtime.settings import SERVICES

TRANSITIONS: dict[DeadLetterState, frozenset[DeadLetterState]] = {
    "dead": frozenset({"retried", "discarded"}),
    "retried": frozenset(),  # when it fails again it comes as a letter of its own
    "discarded": frozenset(),
}


@dataclass(frozen=True)
class Letter:
    """A message that could not be handled. `code` is the group of its reason; `reason` holds no personal data."""

    id: UUID
    message_id: str
    queue: str
    event_type: str | None
    reason: str
    code: str
    attempts: int
    first_at: datetime
    body: bytes
    about: str | None = None  # the city's tracking code, where the event has one
    headers: dict[str, Any] = field(default_factory=dict)
    state: DeadLetterState = "dead"


def insist_on_transition(letter: Letter, to: DeadLetterState) -> None:
    if to not in TRANSITIONS[letter.state]:
        raise illegal_transition("dead_letter", letter.state, to)


def insist_on_retry(letter: Letter) -> None:
    """Only events go back: they have one effect however often they come. A request's caller has long gone."""
    insist_on_transition(letter, "retried")
    insist_on_events(letter.queue)


def insist_on_events(queue: str) -> None:
    if producer_of(queue) is None:
        raise Refusal("illegal_transition", reason="no_queue_of_events", queue=queue)


def is_expired_request(letter: Letter) -> bool:
    """A request that outlived its deadline in the queue of a service that was down: its caller was told so long ago."""
    return letter.code == "expired" and letter.queue.startswith(rpc_queue(""))


def producer_of(queue: str) -> str | None:
    """Whose events the queue holds, None when it is not `<consumer>.<producer>`."""
    consumer, _, producer = queue.partition(".")
    return producer if consumer in SERVICES and producer in SERVICES else None
