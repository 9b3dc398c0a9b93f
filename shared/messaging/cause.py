"""Why the present work runs: who caused it, under which correlation id, and the trace it belongs to.

Bound by the container for each worker; the outbox copies it into every event that the worker records.
"""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

#: W3C trace context, version 00; ids of zeros alone are none.
_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


@dataclass(frozen=True)
class Cause:
    actor: str
    traceparent: str
    correlation_id: UUID | None = None
    causation_id: UUID | None = None
    origin: str | None = None  # the network that the request came from, masked
    replayed: bool = False  # an old event, sent again to a consumer that builds itself anew


_current: ContextVar[Cause | None] = ContextVar("cause", default=None)


def bind_cause(cause: Cause) -> None:
    """For the rest of this context."""
    _current.set(cause)


def current_cause() -> Cause:
    """What was bound, else a new cause of the system itself (periodic work)."""
    return _current.get() or Cause(actor="system", traceparent=new_traceparent())


def new_traceparent() -> str:
    """A W3C trace context with new ids, sampled."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def traceparent_of(said: object) -> str:
    """The trace that somebody else names, where it has W3C's form; a new one for anything else, however long."""
    return said if isinstance(said, str) and _TRACEPARENT.fullmatch(said) else new_traceparent()


def current_traceparent() -> str:
    """The trace that the present work belongs to, a new one outside any work."""
    return current_cause().traceparent
