"""Messages that could not be handled."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.events import Event
from shared.contracts.requests import Command, Model, Page, Query

DeadLetterState = Literal["dead", "retried", "discarded"]


class DeadLetterEvent(Event, aggregate="dead_letter"):
    dead_letter_id: UUID
    queue: str
    event_type: str | None


class DeadLetterArrived(DeadLetterEvent):
    reason: str
    attempts: int


class DeadLetterRetried(DeadLetterEvent):
    """Put back on its queue."""


class DeadLetterDiscarded(DeadLetterEvent):
    """Given up; its consumer moves on past it."""


class DeadLetter(Model):
    id: UUID
    queue: str
    type: str | None
    reason: str
    code: str | None
    attempts: int
    first_at: datetime
    state: DeadLetterState


class DeadLetterDetail(Model):
    letter: DeadLetter
    body: dict[str, Any] | None  # None where the body is no JSON object
    text: str | None = None  # what it holds then, as far as it can be read
    size_bytes: int


class ListDeadLetters(Query[Page[DeadLetter]]):
    queue: str | None = None
    state: DeadLetterState | None = "dead"
    limit: int = Field(100, ge=1, le=1000)
    after: str | None = None


class GetDeadLetter(Query[DeadLetterDetail]):
    audited = "read"

    dead_letter_id: UUID


class RetryDeadLetter(Command[DeadLetter]):
    """Put it back on the queue that it failed on. Again: the same answer."""

    dead_letter_id: UUID


class DiscardDeadLetter(Command[DeadLetter]):
    dead_letter_id: UUID
    reason: str = Field(min_length=3, max_length=500)
