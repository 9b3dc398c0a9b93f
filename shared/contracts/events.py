"""What every event is: a fact of one aggregate of one producer, in the past tense.

A producer's events stand in shared/contracts/<producer>.py, or in the modules of shared/contracts/<producer>/. Changes
are additive; consumers ignore unknown fields.
Events carry no personal data: people appear as a `PersonRef`, texts that people wrote not at all.
"""

from __future__ import annotations

import re
from typing import ClassVar, TypeAlias
from uuid import UUID

from pydantic import BaseModel, ConfigDict

#: The network that what an event tells was asked for from; None where nobody asked. The outbox writes it (outbox.py).
Origin: TypeAlias = str | None


class Event(BaseModel):
    """A fact. `class ApplicationEvent(Event, aggregate="application")` names the aggregate and is itself no event;
    its subclasses are events, with the wire type made from their name."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    producer: ClassVar[str]
    aggregate: ClassVar[str]
    key: ClassVar[str]  # the field that holds the aggregate's id
    type: ClassVar[str]
    schema_version: ClassVar[int] = 1

    def __init_subclass__(
        cls, *, aggregate: str | None = None, key: str | None = None, schema_version: int = 1
    ) -> None:
        super().__init_subclass__()
        if aggregate is not None:
            cls.aggregate, cls.key = aggregate, key or f"{aggregate}_id"
            return
        cls.producer = owner_of(cls.__module__)
        cls.type, cls.schema_version = snake_case(cls.__name__), schema_version
        REGISTERED.append(cls)

    @property
    def aggregate_id(self) -> UUID:
        value = getattr(self, self.key)
        assert isinstance(value, UUID)
        return value


class EventPart(BaseModel):
    """A group of fields inside an event; as the event itself it grows, and is read by consumers a version behind."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


#: Every event of every loaded contract; read through shared.contracts.registry.
REGISTERED: list[type[Event]] = []


def owner_of(module: str) -> str:
    """The service whose contract a module is, or is a part of; elsewhere (in tests) the module's own name."""
    parts = module.split(".")
    return parts[2] if parts[:2] == ["shared", "contracts"] else parts[-1]


def snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
