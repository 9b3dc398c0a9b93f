"""Confirmed publishing: a batch goes out, then its confirms are awaited, for at most WAIT_LIMIT_S.

One connection of its own. Any doubt drops it; the caller publishes again, and the inbox of the other side drops what
came twice.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import amqp
import structlog

from shared.messaging.broker import (
    CONNECTION_ERRORS,
    WAIT_LIMIT_S,
    BrokerDown,
    BrokerRefused,
    all_at_once,
    connect,
    drain,
    drop,
    open_channel,
)
from shared.runtime.limits import bounded

log = structlog.get_logger()

PERSISTENT = 2

#: No such exchange, no right to it, a message larger than the broker takes.
REFUSALS = (amqp.exceptions.NotFound, amqp.exceptions.AccessRefused, amqp.exceptions.PreconditionFailed)


@dataclass(frozen=True)
class Outgoing:
    """A message to publish. `id` is the AMQP message id, by which a returned message is recognised."""

    id: str
    exchange: str
    routing_key: str
    body: bytes
    headers: dict[str, Any] = field(default_factory=dict)
    properties: dict[str, Any] = field(default_factory=dict)

    def as_amqp(self) -> Any:
        standard = {"content_type": "application/json", "content_encoding": "utf-8", "delivery_mode": PERSISTENT}
        return amqp.Message(
            self.body, **(standard | self.properties), message_id=self.id, application_headers=self.headers
        )


class Publisher:
    """Publishes mandatory messages and waits for the broker's confirms. Safe to share between green threads."""

    def __init__(self, uri: str, name: str) -> None:
        self._uri = uri
        self._name = name
        self._connection: Any = None
        self._channel: Any = None
        self._published = 0
        self._unconfirmed: set[int] = set()
        self._nacked = 0
        self._returned: set[str] = set()
        self._lock = threading.Lock()  # a green one in a green process

    def publish(self, messages: Sequence[Outgoing]) -> set[str]:
        """Publish all and wait until the broker has taken them. The ids of those that no queue is bound for.

        Raises BrokerDown when any confirm is missing: all may or may not have been taken.
        """
        with self._lock:
            try:
                with bounded(WAIT_LIMIT_S, BrokerDown("the broker does not confirm")):
                    return self._publish(messages)
            except (
                amqp.exceptions.NotFound,
                amqp.exceptions.AccessRefused,
                amqp.exceptions.PreconditionFailed,
            ) as error:
                self.close()
                raise BrokerRefused(str(error.reply_text)) from error
            except CONNECTION_ERRORS as error:
                self.close()
                raise BrokerDown(f"publishing failed: {type(error).__name__}") from error
            except BaseException:
                self.close()
                raise

    def idle(self) -> None:
        """Read what the broker sent and keep the heartbeat; to be called about once a second."""
        if self._connection is None or not self._lock.acquire(blocking=False):
            return
        try:
            with bounded(WAIT_LIMIT_S, BrokerDown("the heartbeat hangs")):
                self._read(0.001)
                self._connection.heartbeat_tick()
        except CONNECTION_ERRORS:
            self.close()
        finally:
            self._lock.release()

    def close(self) -> None:
        drop(self._connection)
        self._connection = self._channel = None

    def _publish(self, messages: Sequence[Outgoing]) -> set[str]:
        if self._connection is None:
            self._open()
        self._returned.clear()
        self._nacked = 0
        with all_at_once(self._connection):
            for message in messages:
                self._channel.basic_publish(message.as_amqp(), message.exchange, message.routing_key, mandatory=True)
                self._published += 1
                self._unconfirmed.add(self._published)
        give_up_at = monotonic() + WAIT_LIMIT_S
        while self._unconfirmed:
            self._read(1)
            if monotonic() > give_up_at:
                raise BrokerDown("the broker does not confirm")
        if self._nacked:
            raise BrokerDown(f"the broker refused {self._nacked} messages")
        return set(self._returned)

    def _open(self) -> None:
        self._connection = connect(self._uri, self._name)
        self._channel = open_channel(self._connection)
        self._channel.confirm_select()
        self._channel.events["basic_ack"].add(self._on_ack)
        self._channel.events["basic_nack"].add(self._on_nack)
        self._channel.events["basic_return"].add(self._on_return)
        self._published = 0
        self._unconfirmed.clear()

    def _read(self, seconds: float) -> None:
        try:
            drain(self._connection, seconds)
        except TimeoutError:
            return

    def _on_ack(self, tag: int, multiple: bool) -> None:
        done = {t for t in self._unconfirmed if t <= tag} if multiple else {tag}
        self._unconfirmed -= done

    def _on_nack(self, tag: int, multiple: bool) -> None:
        self._nacked += 1
        self._on_ack(tag, multiple)

    def _on_return(self, _error: Any, _exchange: str, _routing_key: str, message: Any) -> None:
        self._returned.add(str(message.properties.get("message_id")))


def publish_until_taken(publisher: Publisher, message: Outgoing, pause: Callable[[], None]) -> None:
    """Until the broker has it in a queue: only then may its original be acked. Ends early by what `pause` raises."""
    while True:
        try:
            if not publisher.publish([message]):
                return
            log.error("unroutable", exchange=message.exchange)
        except (BrokerDown, BrokerRefused) as error:
            log.warning("not_published", exchange=message.exchange, error=type(error).__name__)
        pause()
