"""Fakes that the unit tests of several services share."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from shared.contracts.events import Event


class FakeOutbox:
    """Keeps what a handler records."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def record(self, event: Event) -> UUID:
        self.events.append(event)
        return uuid4()

    def record_all(self, events: Sequence[Event]) -> list[UUID]:
        return [self.record(event) for event in events]
