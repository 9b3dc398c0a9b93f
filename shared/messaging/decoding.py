"""The typed event in an envelope."""

from __future__ import annotations

from pydantic import ValidationError

from shared.contracts.envelope import Envelope
from shared.contracts.events import Event
from shared.contracts.registry import UnknownVersion, decode
from shared.messaging.retry import Permanent


def read_event(envelope: Envelope) -> Event | None:
    """None for a type that nobody here knows. Raises Permanent, which names fields and quotes nothing."""
    try:
        return decode(envelope)
    except UnknownVersion as error:
        raise Permanent(f"unknown version: {error}") from error
    except ValidationError as error:
        fields = sorted({".".join(map(str, item["loc"])) for item in error.errors()})
        raise Permanent(f"{envelope.type} is malformed: {', '.join(fields[:5])}") from error
