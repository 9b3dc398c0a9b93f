"""The envelope of every message on `<producer>.events`: CloudEvents 1.0 attributes and the kernel's own.

A stranger's plain nameko handler receives it as a dict.
"""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class Envelope(BaseModel):
    """One event on the wire. Extension attributes follow CloudEvents: lower case, no separators."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    source: str  # the producing service
    type: str
    time: datetime
    subject: str  # the aggregate's id, for tools that know only CloudEvents
    datacontenttype: Literal["application/json"] = "application/json"
    schemaversion: int = Field(ge=1)
    aggregate: str
    aggregateid: UUID
    aggregateversion: int = Field(ge=1)
    correlationid: UUID  # the application's id for life, where there is one
    causationid: UUID | None = None  # the event or command that led to this one
    actor: str
    traceparent: str
    data: dict[str, Any]
    #: Sent again to one consumer that builds itself anew: no part of the fact, and not recorded.
    replayed: bool = False

    def as_recorded(self) -> dict[str, Any]:
        """The fact as JSON, the same however often it was sent."""
        return self.model_dump(mode="json", exclude={"replayed"})

    def recorded_json(self) -> bytes:
        """The same as text."""
        return self.model_dump_json(exclude={"replayed"}).encode()


def canonical_json(value: Any) -> bytes:
    """One text for one value: sorted keys, no spaces, UTF-8. Raises ValueError for NaN and lone surrogates."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest(recorded: dict[str, Any]) -> str:
    """The SHA-256 of an envelope as it was recorded, in hex."""
    return sha256(canonical_json(recorded)).hexdigest()
