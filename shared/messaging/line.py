"""A connection that calls go over, with the queue that their replies come to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from typing import Any
from uuid import uuid4

import amqp

from shared.contracts.errors import Refusal
from shared.messaging import names
from shared.messaging.broker import (
    BrokerDown,
    connect,
    drop,
    open_channel,
)
from shared.messaging.message import Message, Outcome
from shared.messaging.spans import headers_of
from shared.messaging.wire import write_json
from shared.runtime.limits import bounded

#: How long an alarm of the broker may last before its callers are told, who would wait in vain.
ALARM_LIMIT_S = 2.0
#: Who does not answer is given up at the limit; only a connection that hangs is dropped, with the answers of others.
BEYOND_S = 0.5


class Line:
    """One connection with a reply queue of its own, for one call at a time, or several that are made at once."""

    def __init__(self, uri: str, process: str) -> None:
        self._uri = uri
        self._process = process
        self._connection: Any = None
        self._reply_to = f"reply.{process}.{uuid4()}"
        self._outcomes: dict[str, dict[str, Any]] = {}
        self._returned: set[str] = set()
        self._alarm_at: float | None = None  # since when the broker takes nothing from this connection
        self.idle_since = 0.0

    def ask(self, messages: Sequence[Message], give_up_at: float) -> list[Outcome]:
        """In their order. Raises CONNECTION_ERRORS."""
        with bounded(max(0.1, give_up_at - monotonic()) + BEYOND_S, BrokerDown("no answer in time")):
            if self._connection is None:
                self._open()
            self._returned.clear()
            self._outcomes.clear()  # replies to calls that were given up
            ids = [self._publish(message, give_up_at) for message in messages]
            self._wait_for(ids, give_up_at)
        absent = [self._absent(message) for message in messages]
        return [self._outcomes.get(id_, none) for id_, none in zip(ids, absent, strict=True)]

    def _absent(self, message: Message) -> Refusal:
        if self._alarm_at is not None:
            return Refusal("unavailable", reason="broker_alarm")
        return Refusal("unavailable", reason="service", service=message.service)

    def _publish(self, message: Message, give_up_at: float) -> str:
        correlation_id = str(uuid4())
        milliseconds = max(1, int((give_up_at - monotonic()) * 1000))
        sent = amqp.Message(
            write_json({"args": [], "kwargs": message.arguments}),
            content_type="application/json",
            content_encoding="utf-8",
            reply_to=self._reply_to,
            correlation_id=correlation_id,
            expiration=str(milliseconds),
            **headers_of(message),
        )
        routing_key = f"{message.service}.{message.method}"
        self._channel.basic_publish(sent, names.RPC_EXCHANGE, routing_key, mandatory=True)
        return correlation_id

    def close(self) -> None:
        drop(self._connection)
        self._connection = None

    def _wait_for(self, ids: Sequence[str], give_up_at: float) -> None:
        """Until each is answered or came back, or time is up."""
        while not self._returned.union(self._outcomes).issuperset(ids):
            alarm_over_by = give_up_at if self._alarm_at is None else self._alarm_at + ALARM_LIMIT_S
            remaining = min(give_up_at, alarm_over_by) - monotonic()
            if remaining <= 0:
                return
            with suppress(TimeoutError):
                self._connection.drain_events(timeout=remaining)

    def _open(self) -> None:
        self._connection = connect(self._uri, f"calls of {self._process}")
        self._connection.on_blocked, self._connection.on_unblocked = self._on_blocked, self._on_unblocked
        self._channel = open_channel(self._connection)
        self._channel.queue_declare(self._reply_to, exclusive=True, auto_delete=True)
        self._channel.queue_bind(self._reply_to, names.RPC_EXCHANGE, self._reply_to)
        self._channel.basic_consume(self._reply_to, no_ack=True, callback=self._on_reply)
        self._channel.events["basic_return"].add(self._on_return)

    def _on_blocked(self, _reason: str) -> None:
        self._alarm_at = monotonic()

    def _on_unblocked(self) -> None:
        self._alarm_at = None

    def _on_reply(self, message: Any) -> None:
        self._outcomes[str(message.properties.get("correlation_id"))] = read_outcome(message.body)

    def _on_return(self, _error: Any, _exchange: str, _routing_key: str, message: Any) -> None:
        self._returned.add(str(message.properties.get("correlation_id")))


def read_outcome(body: bytes) -> dict[str, Any]:
    outcome = json.loads(body)
    return {"result": outcome.get("result"), "error": outcome.get("error")}
