"""The spans of what goes over the broker: each call of a service, each event that is published. In AMQP the trace
travels in the header `traceparent` as well, by which tools of others go on in it. See shared/runtime/tracing.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from shared.contracts.errors import Refusal
from shared.messaging.cause import is_new, is_sampled
from shared.runtime.tracing import CORRELATION, finish, traceparent_of, tracer

if TYPE_CHECKING:
    from shared.messaging.message import Message, Outcome
    from shared.messaging.publisher import Outgoing
    from shared.runtime.otlp import Tracer
    from shared.storage.database import Row

HEADER = "traceparent"
_NOTHING: dict[str, Any] = {}


def called(messages: Sequence[Message], send: Callable[[], list[Outcome]]) -> list[Outcome]:
    """What `send` gives. Each call is a span, under which its service works."""
    if (on := tracer()) is None:
        return send()
    spans = [_start_call(on, message) for message in messages]
    failed: BaseException | None = None
    outcomes: list[Outcome] = []
    try:
        outcomes = send()
    except BaseException as error:
        failed = error
        raise
    finally:
        for at, span in enumerate(spans):
            if span is not None:
                finish(span, failed=failed, refused=refused_in(outcomes[at]) if at < len(outcomes) else None)
    return outcomes


def _start_call(on: Tracer, message: Message) -> Any:
    """None for one that is in no trace, which its service is told: nobody has begun one."""
    before = message.arguments["traceparent"]
    if is_new(before) or not is_sampled(before):
        message.arguments["traceparent"] = f"{before[:-2]}00"
        return None
    span = on.start(f"{message.service} {message.method}", "client", before, {})
    message.arguments["traceparent"] = traceparent_of(span)
    return span


def refused_in(outcome: Outcome) -> str | None:
    """The code of a refusal."""
    if isinstance(outcome, Refusal):
        return outcome.code
    error = outcome["error"]
    return str(error.get("exc_type")) if isinstance(error, dict) else None


def headers_of(message: Message) -> dict[str, Any]:
    """What amqp.Message is told for a call."""
    return _NOTHING if tracer() is None else {"application_headers": {HEADER: message.arguments["traceparent"]}}


@contextmanager
def published(messages: Sequence[Outgoing], rows: Sequence[Row]) -> Iterator[None]:
    """The block publishes these, each of which is a span of the trace that its row was recorded in."""
    on = tracer()
    spans = [] if on is None else [_start_sending(on, *pair) for pair in zip(messages, rows, strict=True)]
    failed: BaseException | None = None
    try:
        yield
    except BaseException as error:
        failed = error
        raise
    finally:
        for span in spans:
            if span is not None:
                finish(span, failed=failed)


def _start_sending(on: Tracer, message: Outgoing, row: Row) -> Any:
    if not is_sampled(row["traceparent"]):
        return None
    about = {
        CORRELATION: str(row["correlation_id"]),
        "messaging.system": "rabbitmq",
        "messaging.destination.name": message.exchange,
        "messaging.message.id": message.id,
    }
    span = on.start(f"send {row['type']}", "producer", row["traceparent"], about)
    message.headers[HEADER] = traceparent_of(span)
    return span
