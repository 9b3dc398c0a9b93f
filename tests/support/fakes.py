"""Fakes that the unit tests of several services share."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from shared.contracts.events import Event
from shared.program.reminders import ReminderRule
from shared.program.reminding import Awaited


class FakeOutbox:
    """Keeps what a handler records."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def record(self, event: Event) -> UUID:
        self.events.append(event)
        return uuid4()

    def record_all(self, events: Sequence[Event]) -> list[UUID]:
        return [self.record(event) for event in events]


class FakeReminded:
    """Which reminders were told, as shared/messaging/reminded.py keeps them."""

    def __init__(self) -> None:
        self.told: set[tuple[str, str, str]] = set()

    def knows(self, rule: ReminderRule, awaited: Awaited) -> bool:
        return (rule.id, awaited.key, awaited.anchored) in self.told

    def take(self, rule: ReminderRule, awaited: Awaited) -> bool:
        new = not self.knows(rule, awaited)
        self.told.add((rule.id, awaited.key, awaited.anchored))
        return new
