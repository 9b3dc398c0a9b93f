"""One queue, one connection, one loop: raw messages in, acks out.

Nothing is decoded here and nothing that a message can hold may raise out of the loop. A queue that is missing or of
another shape does: that is a broken topology, and the process ends and names it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

import structlog

from shared.messaging.broker import (
    CONNECTION_ERRORS,
    WAIT_LIMIT_S,
    BrokerDown,
    BrokerRefused,
    connect,
    drain,
    drop,
    open_channel,
)
from shared.messaging.gathering import RARE_S, Gathering
from shared.messaging.queues import QueueSpec, TopologyError, check_shape, check_there
from shared.runtime.limits import bounded

log = structlog.get_logger()

RECONNECT_DELAYS_S = (0.2, 0.5, 1, 2, 5)
IDLE_S = 0.5
BEATS = 4  # in the time after which the broker wonders: it closes the connection after twice that


@dataclass
class Delivery:
    """A message as it came, and the way to ack it."""

    body: bytes
    headers: dict[str, Any]
    properties: dict[str, Any]
    routing_key: str
    redelivered: bool
    ack: Callable[[], None]
    #: Acks this one and all before it that are not acked yet.
    ack_through: Callable[[], None]
    exchange: str = ""


def nothing() -> None:
    """The default of the hooks below."""


class Subscription:
    """Consumes one queue until stopped.

    It begins with one message at a time, until one comes that was not delivered before: a message that ends its
    process or connection again and again so reaches the broker's delivery limit alone, without its neighbours.

    `receive` gets up to `batch` deliveries at once, in their order: those that are here, and those that follow within
    the time that gathering.py gives. `idle` is called at least twice a second; `quiesce` returns once what was received
    has been acked, and only when the broker has taken that is the connection let go: a lost ack would be a repetition.

    While the loop is in one of these, maybe waiting for a lock in the database, a thread of its own keeps the
    heartbeat: the broker would close the connection, and count each message that it delivers again.
    """

    def __init__(
        self,
        uri: str,
        queue: QueueSpec,
        *,
        prefetch: int,
        batch: int = 1,
        receive: Callable[[list[Delivery]], None],
        idle: Callable[[], None] = nothing,
        quiesce: Callable[[], None] = nothing,
    ) -> None:
        self._uri = uri
        self.queue = queue
        self._prefetch = prefetch
        self._batch = batch
        self._receive = receive
        self._idle = idle
        self._quiesce = quiesce
        self._connection: Any = None
        self._channel: Any = None
        self._tag: str | None = None
        self._held: list[Any] = []  # what came and was not received yet
        self._gathering = Gathering()
        self._careful = True
        self._write_lock = threading.Lock()  # acks come from workers, heartbeats from the loop
        self._read_lock = threading.Lock()  # one reader at a time: the loop, or whoever keeps the heartbeat
        self._lost: Exception | None = None  # what was found by whoever kept the heartbeat
        self._stopping = False
        self.attached = False

    def check(self) -> None:
        """Raise TopologyError when the queue is not there in its shape. Raises BrokerDown, BrokerRefused."""
        connection = connect(self._uri, f"check {self.queue.name}")
        try:
            check_there(connection, self.queue)
            check_shape(connection, self.queue)
        finally:
            drop(connection)

    def run(self) -> None:
        """The loop: consume, and connect again after each loss, until `stop`."""
        failures = 0
        while not self._stopping:
            try:
                self._consume()
                failures = 0
            except (TopologyError, BrokerRefused):
                raise
            except Exception as error:  # noqa: BLE001  (also properties of a message that amqp cannot decode)
                delay = RECONNECT_DELAYS_S[min(failures, len(RECONNECT_DELAYS_S) - 1)]
                failures = 0 if self.attached else failures + 1
                log.warning("subscription_lost", queue=self.queue.name, error=type(error).__name__, again_in_s=delay)
                self._sleep(delay)
            finally:
                self.attached = False
                drop(self._connection)
                self._connection = self._channel = None

    def stop(self) -> None:
        """Take no further message; the loop ends after what runs."""
        self._stopping = True

    def keep_alive(self) -> bool:
        """Read frames and keep the heartbeat while a delivery is held for long; what comes is received afterwards.

        Somebody else who reads meanwhile does the same. False: the connection is lost.
        """
        if not self._read_lock.acquire(blocking=False):
            return True
        try:
            self._drain(RARE_S)
            self._beat()
        except Exception as error:  # noqa: BLE001  (the loop raises it as soon as it goes on)
            self._lost = error
            log.warning("connection_lost_while_holding", queue=self.queue.name, error=type(error).__name__)
            return False
        finally:
            self._read_lock.release()
        return True

    def _keep_beating(self, connection: Any) -> None:
        """For as long as this is the connection, whatever the loop waits for."""
        pause = threading.Event()
        while not pause.wait(connection.heartbeat / BEATS):
            if self._connection is not connection or not self.keep_alive():
                return

    def _consume(self) -> None:
        self._connection = connect(self._uri, f"consume {self.queue.name}")
        check_there(self._connection, self.queue)
        self._channel = open_channel(self._connection)
        self._tag, self._careful, self._held, self._lost = None, True, [], None
        self._attach(prefetch=1)
        self.attached = True
        if self._connection.heartbeat:
            threading.Thread(target=self._keep_beating, args=(self._connection,), daemon=True).start()
        while not self._stopping:
            was_careful = self._careful
            self._turn()
            if was_careful and not self._careful:
                self._attach(self._prefetch)
        self._detach()
        self._quiesce()
        self._say_goodbye()

    def _attach(self, prefetch: int) -> None:
        """Consume, in place of the former consumer; what was on its way to that one is held."""
        with self._read_lock, self._write_lock, bounded(WAIT_LIMIT_S, BrokerDown("subscribing took too long")):
            if self._tag is not None:
                self._channel.basic_cancel(self._tag, nowait=True)
            self._channel.basic_qos(0, prefetch, False)
            self._tag = self._channel.basic_consume(self.queue.name, callback=self._hold)

    def _detach(self) -> None:
        """Take no more; what was on its way goes back at once, not when the last work here has ended."""
        with self._read_lock, self._write_lock, bounded(WAIT_LIMIT_S, BrokerDown("cancelling took too long")):
            self._channel.basic_cancel(self._tag)
            for message in self._held:
                self._channel.basic_reject(message.delivery_info["delivery_tag"], requeue=True)
        self._held = []
        self.attached = False

    def _say_goodbye(self) -> None:
        """Close the channel and hear that it is: the broker has then taken every ack.

        What was only written to a socket is lost where the other end hears of its close first.
        """
        with self._read_lock, self._write_lock, bounded(WAIT_LIMIT_S, BrokerDown("closing took too long")):
            self._channel.close()

    def _turn(self) -> None:
        """Receive what is here as one batch, else wait for it."""
        if self._lost is not None:
            raise self._lost
        if not self._held:
            self._read(IDLE_S)
        began = monotonic()
        while self._held and len(self._held) < self._batch and not self._careful:
            if (left := self._gathering.until(began) - monotonic()) <= 0 or not self._read(left):
                break
        batch, self._held = self._held[: self._batch], self._held[self._batch :]
        if batch:
            self._careful = self._careful and batch[0].delivery_info["redelivered"]
            self._gathering.took(len(batch))
            self._receive([self._as_delivery(message) for message in batch])
        self._beat()
        self._idle()

    def _read(self, seconds: float) -> bool:
        """Whether a frame came within that time."""
        with self._read_lock:
            return self._drain(seconds)

    def _drain(self, seconds: float) -> bool:
        try:
            drain(self._connection, seconds)
        except TimeoutError:
            return False
        return True

    def _beat(self) -> None:
        with self._write_lock, bounded(WAIT_LIMIT_S, BrokerDown("the heartbeat hangs")):
            self._connection.heartbeat_tick()

    def _hold(self, message: Any) -> None:
        self._held.append(message)

    def _as_delivery(self, message: Any) -> Delivery:
        channel = message.channel
        tag = message.delivery_info["delivery_tag"]
        properties = dict(message.properties)
        return Delivery(
            body=message.body if isinstance(message.body, bytes) else b"",  # amqp makes no bytes of an empty one
            headers=properties.pop("application_headers", None) or {},
            properties=properties,
            routing_key=message.delivery_info["routing_key"],
            redelivered=message.delivery_info["redelivered"],
            ack=lambda: self._ack(channel, tag),
            ack_through=lambda: self._ack(channel, tag, multiple=True),
            exchange=message.delivery_info["exchange"],
        )

    def _ack(self, channel: Any, tag: int, *, multiple: bool = False) -> None:
        """Ack on the channel that delivered it; when that is gone the broker redelivers and the inbox drops it."""
        if channel is not self._channel:
            return
        try:
            with self._write_lock, bounded(WAIT_LIMIT_S, BrokerDown("an ack hangs")):
                channel.basic_ack(tag, multiple=multiple)
        except CONNECTION_ERRORS as error:
            log.warning("ack_lost", queue=self.queue.name)
            if channel is self._channel:
                self._lost = error  # else what was not acked would stay with this consumer while it is connected

    def _sleep(self, seconds: float) -> None:
        until = monotonic() + seconds
        pause = threading.Event()
        while not self._stopping and monotonic() < until:
            pause.wait(0.1)
