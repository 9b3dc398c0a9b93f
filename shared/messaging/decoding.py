"""The typed event in an envelope, or in what was kept of one."""

from __future__ import annotations

from pydantic import ValidationError

from shared.contracts.envelope import Envelope
from shared.contracts.events import Event
from shared.contracts.registry import UnknownVersion, class_of, decode
from shared.messaging.retry import Permanent


def read_event(envelope: Envelope) -> Event | None:
    """None for a type that nobody here knows. Raises Permanent, which names fields and quotes nothing."""
    try:
        return decode(envelope)
    except (UnknownVersion, ValidationError) as error:
        raise _permanent(envelope.type, error) from error


def read_kept(source: str, type_: str, version: int, data: str) -> Event | None:
    """The same, of what an envelope says of its event, and of the event as JSON."""
    try:
        found = class_of(source, type_, version)
        return None if found is None else found.model_validate_json(data)
    except (UnknownVersion, ValidationError) as error:
        raise _permanent(type_, error) from error


def _permanent(type_: str, error: UnknownVersion | ValidationError) -> Permanent:
    if isinstance(error, UnknownVersion):
        return Permanent(f"unknown version: {error}")
    fields = sorted({".".join(map(str, item["loc"])) for item in error.errors()})
    return Permanent(f"{type_} is malformed: {', '.join(fields[:5])}")
