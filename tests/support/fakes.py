"""Fakes that the unit tests of several services share."""

from __future__ import annotations

from uuid import UUID, uuid4

from shared.contracts.events import Event


class FakeOutbox:
    """Keeps what a handler records."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def record(self, event: Event) -> UUID:
        self.events.append(event)
        return uuid4()
