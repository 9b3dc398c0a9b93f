"""Why the present work runs: who caused it, under which correlation id, and the trace it belongs to.

Bound by the container for each worker; the outbox copies it into every event that the worker records.
"""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeGuard
from uuid import UUID

#: W3C trace context, version 00; ids of zeros alone are none.
_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


_ODD = frozenset("13579bdf")  # the last bit of the flags


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
    """A W3C trace context with a new id, sampled. No work has begun it: its span is named as half of the trace."""
    trace = secrets.token_hex(16)
    return f"00-{trace}-{trace[:16]}-01"


def is_new(traceparent: str) -> bool:
    """Whether it comes from `new_traceparent`: nothing that has a span was before."""
    return traceparent[36:52] == traceparent[3:19]


def is_sampled(traceparent: str) -> bool:
    """Whether its work is to be told to a collector: whoever began the trace has chosen."""
    return traceparent[-1:] in _ODD


def traceparent_of(said: object) -> str:
    """The trace that somebody else names, where it has W3C's form; a new one for anything else, however long."""
    return said if is_traceparent(said) else new_traceparent()


def is_traceparent(said: object) -> TypeGuard[str]:
    return isinstance(said, str) and _TRACEPARENT.fullmatch(said) is not None


def current_traceparent() -> str:
    """The trace that the present work belongs to, a new one outside any work."""
    return current_cause().traceparent
