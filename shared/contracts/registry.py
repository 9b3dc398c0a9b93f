"""All events and requests, found by their wire names. Importing this module loads every contract."""

from __future__ import annotations

from inspect import cleandoc
from typing import Any

from shared.contracts import cohort, eligibility, identity, intake, kernel, notifications, operations, reporting
from shared.contracts.envelope import Envelope
from shared.contracts.events import REGISTERED, Event, owner_of
from shared.contracts.requests import Request

CONTRACTS = (identity, intake, eligibility, cohort, notifications, reporting, operations)

#: The producer of what every service tells, whatever it is about.
KERNEL = owner_of(kernel.__name__)

EVENTS: dict[tuple[str, str], dict[int, type[Event]]] = {}
for _event in REGISTERED:
    EVENTS.setdefault((_event.producer, _event.type), {})[_event.schema_version] = _event

REQUESTS: dict[tuple[str, str], type[Request[Any]]] = {(r.service, r.method): r for r in Request.registered}


class UnknownVersion(Exception):
    """The type is known, this version of it is not: the consumer is older than the producer, or the message is junk."""


def class_of(source: str, type_: str, version: int) -> type[Event] | None:
    """None for a type that nobody here knows. Raises UnknownVersion."""
    versions = EVENTS.get((source, type_)) or EVENTS.get((KERNEL, type_))
    if versions is None:
        return None
    if version not in versions:
        raise UnknownVersion(f"{source}.{type_} version {version}")
    return versions[version]


def decode(envelope: Envelope) -> Event | None:
    """The typed event, None for a type that nobody here knows. Raises UnknownVersion, pydantic.ValidationError."""
    found = class_of(envelope.source, envelope.type, envelope.schemaversion)
    return None if found is None else found.model_validate(envelope.data)


def types_of(producer: str, aggregate: str) -> list[str]:
    """The wire types of one aggregate: who follows it is bound to every one of them."""
    return sorted(
        name
        for (source, name), versions in EVENTS.items()
        if source in (producer, KERNEL) and next(iter(versions.values())).aggregate == aggregate
    )


def summary_of(request: type[Request[Any]]) -> str:
    """What it does, as its contract says it first; else by its name."""
    if not request.__doc__:
        return request.method.replace("_", " ").capitalize() + "."
    return " ".join(cleandoc(request.__doc__).split("\n\n")[0].split())
