"""Traces: what a request led to, from the portal to the last mail, for a collector of the operator's (OTLP_ENDPOINT).

Off by default: then each hook is one comparison, and nothing of OpenTelemetry is loaded (otlp.py). A trace is what
`Cause.traceparent` names. The span of a piece of work goes on in it, and stands in the traceparent of all that the work
records, asks and sends. Periodic work has no span of its own, else empty turns would be most of what is told: a trace
begins with what it records, and what it asks is in none. What is sent again to a consumer that builds itself anew is in
none either. No span holds anything of a person: names of routes, methods, events and mails, ids of things, codes.

Here is the span of a piece of work; those of calls and of publishing are in shared/messaging/spans.py.
"""

from __future__ import annotations

from contextvars import ContextVar, Token
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from shared.contracts.errors import Refusal
from shared.messaging.cause import Cause, is_sampled
from shared.runtime.settings import SettingError, Settings

if TYPE_CHECKING:
    from shared.runtime.otlp import Tracer

Kind = Literal["server", "client", "producer", "consumer"]

CORRELATION = "alliance.correlation_id"
REFUSED = "alliance.refused"
ABSENT = "unavailable"

_tracer: Tracer | None = None
_span: ContextVar[Any] = ContextVar("span", default=None)


def begin(settings: Settings) -> None:
    """At the start of a process; does nothing where OTLP_ENDPOINT is unset. Raises SettingError."""
    global _tracer  # noqa: PLW0603  (one a process, as its log)
    endpoint, share = endpoint_of(settings), share_of(settings)
    if endpoint is not None:
        from shared.runtime.otlp import Tracer  # noqa: PLC0415  (loaded where traces are on)

        _tracer = Tracer(settings.name, endpoint, share)


def end() -> None:
    """Tells what was not told yet, as far as that goes within two seconds."""
    global _tracer  # noqa: PLW0603
    if _tracer is not None:
        _tracer.close()
        _tracer = None


def endpoint_of(settings: Settings) -> str | None:
    """Raises SettingError."""
    said = settings.find("OTLP_ENDPOINT")
    if not said:
        return None
    parts = urlsplit(said)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise SettingError(f"OTLP_ENDPOINT must be like http://collector:4318, not {said!r}")
    return said.rstrip("/")


def share_of(settings: Settings) -> float:
    """Raises SettingError."""
    said = settings.get("OTLP_SHARE")
    try:
        share = float(said)
    except ValueError:
        share = -1
    if not 0 <= share <= 1:
        raise SettingError(f"OTLP_SHARE must be a number from 0 to 1, not {said!r}")
    return share


def tracer() -> Tracer | None:
    """None where traces are off."""
    return _tracer


class Work:
    """A piece of work that has no span, and the cause that it runs under."""

    def __init__(self, cause: Cause) -> None:
        self.cause = cause

    def __enter__(self) -> Cause:
        return self.cause

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        return None


class TracedWork(Work):
    """One that has: it ends with the block."""

    _before: Token[Any]

    def __init__(self, span: Any, cause: Cause) -> None:
        super().__init__(replace(cause, traceparent=traceparent_of(span)))
        self._own = span

    def __enter__(self) -> Cause:
        self._before = _span.set(self._own)
        return self.cause

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        _span.reset(self._before)
        if isinstance(error, Refusal):
            finish(self._own, refused=error.code)
        else:
            finish(self._own, failed=error)


def work(where: str, what: str, kind: Kind | None, cause: Cause, began_ns: int | None = None) -> Work:
    """`with work(…) as cause:` the block is a span, and the cause is the one that it runs under."""
    if _tracer is None or kind is None or cause.replayed or not is_sampled(cause.traceparent):
        return Work(cause)
    about = {CORRELATION: str(cause.correlation_id)} if cause.correlation_id else {}
    return TracedWork(_tracer.start(f"{where} {what}", kind, cause.traceparent, about, began_ns), cause)


def note(**about: str | int | float) -> None:
    """About the work that is under way."""
    if _tracer is not None and (span := _span.get()) is not None:
        for name, value in about.items():
            span.set_attribute(f"alliance.{name}", value)


def answered(method: str, route: str, status: int) -> None:
    """What the portal's request that is under way was, which it does not know before."""
    if _tracer is not None and (span := _span.get()) is not None:
        span.update_name(f"{method} {route}")
        span.set_attribute("http.request.method", method)
        span.set_attribute("http.route", route)
        span.set_attribute("http.response.status_code", status)


def finish(span: Any, *, failed: BaseException | None = None, refused: str | None = None) -> None:
    """With what became of it; never with an exception's own words, which may quote."""
    if refused is not None:
        span.set_attribute(REFUSED, refused)
    if failed is not None or refused == ABSENT:
        assert _tracer is not None
        _tracer.fail(span, refused or type(failed).__name__)
    span.end()


def traceparent_of(span: Any) -> str:
    known = span.get_span_context()
    return f"00-{known.trace_id:032x}-{known.span_id:016x}-{int(known.trace_flags):02x}"
