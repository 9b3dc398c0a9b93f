"""The entrypoint of the dead letters: each message of the queue `dead` becomes a row, and only then is acked.

    @takes_dead_letters
    def on_dead_letter(self, letter, tx): ...

A message is never given up here: while the database is down, or on a fault of our own, it is held and tried again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import structlog

from services.operations.domain.dead_letters import Letter
from services.operations.letters import envelope_of, read_letter
from shared.messaging.cause import Cause, new_traceparent, traceparent_of
from shared.messaging.retry import Stopping
from shared.messaging.subscription import Delivery, Subscription
from shared.messaging.topology import dead_queue_spec
from shared.runtime.extensions import Entrypoint
from shared.storage.database import DatabaseDown

log = structlog.get_logger()

PREFETCH = 20
PROBE_S = 1
AFTER_FAULT_S = 5


class DeadLetterQueue(Entrypoint):
    """One loop over the queue of the dead letters."""

    def setup(self) -> None:
        self._loop: Any = None
        self._subscription = Subscription(
            self.container.settings.amqp_uri, dead_queue_spec(), prefetch=PREFETCH, receive=self._receive
        )

    def start(self) -> None:
        self._subscription.check()
        self._loop = self.container.spawn_managed_thread(self._subscription.run, identifier="dead letters")

    def stop(self) -> None:
        self._subscription.stop()
        if self._loop is not None:
            self._loop.wait()

    @property
    def attached(self) -> bool:
        return self._subscription.attached

    def _receive(self, deliveries: list[Delivery]) -> None:
        """Never raises."""
        for delivery in deliveries:
            self._take_in(delivery)

    def _take_in(self, delivery: Delivery) -> None:
        message_id = delivery.properties.get("message_id")
        letter = read_letter(delivery.body, delivery.headers, message_id, datetime.now(UTC), exchange=delivery.exchange)
        try:
            while not self._keep(letter):
                pass
        except Stopping:
            return  # not acked: it goes back to the queue
        delivery.ack()

    def _keep(self, letter: Letter) -> bool:
        """Whether the letter is kept; waits after a failure. Raises Stopping."""
        try:
            with self.container.database.transaction() as tx:
                self.container.run_worker(self, (letter, tx), cause_of(letter))
        except Stopping:
            raise
        except DatabaseDown:
            log.warning("database_down", service=self.container.service_name)
            self.container.pause(PROBE_S)
            return False
        except Exception as error:
            log.error("dead_letter_not_kept", error=type(error).__name__, letter=str(letter.id), exc_info=True)
            self.container.pause(AFTER_FAULT_S)
            return False
        return True


Method = TypeVar("Method", bound=Callable[..., Any])


def takes_dead_letters(method: Method) -> Method:
    entrypoint: Method = DeadLetterQueue.decorator(method)
    return entrypoint


def cause_of(letter: Letter) -> Cause:
    """The event in the letter led to its arrival; an unreadable one led to nothing but itself."""
    envelope = envelope_of(letter)
    if envelope is None:
        return Cause("service:operations", new_traceparent())
    traceparent = traceparent_of(envelope.traceparent)
    return Cause("service:operations", traceparent, envelope.correlationid, envelope.id)
