"""What is recorded: an event that has arrived, and its place in the event log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.contracts.envelope import Envelope
from shared.contracts.events import Event


@dataclass(frozen=True)
class Arrival:
    """An event that can be recorded. `event` is None where its type is unknown here."""

    envelope: Envelope
    canonical: bytes
    event: Event | None

    @property
    def application_id(self) -> UUID | None:
        return application_of(self.envelope)


@dataclass(frozen=True)
class NewEntry:
    """An arrival and its place in the chain."""

    arrival: Arrival
    recorded_at: datetime
    previous_hash: bytes
    hash: bytes


def application_of(envelope: Envelope) -> UUID | None:
    """The application that the event is about, also where its type is unknown here."""
    try:
        return UUID(envelope.data["application_id"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
