"""Why the present work runs: who caused it, under which correlation id, and the trace it belongs to.

Bound by the container for each worker; the outbox copies it into every event that the worker records.
"""

from __future__ import annotations

import secrets
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Cause:
    actor: str
    traceparent: str
    correlation_id: UUID | None = None
    causation_id: UUID | None = None
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


def current_traceparent() -> str:
    """The trace that the present work belongs to, a new one outside any work."""
    return current_cause().traceparent
