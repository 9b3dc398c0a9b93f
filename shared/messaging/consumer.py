"""The consumer entrypoint: one event of another service is one transaction here.

    @consumes(ApplicationSubmitted)
    def on_application_submitted(self, event, tx): ...

It alone knows begin, inbox, order, commit, ack, retry and dead letter. `@consumes()` without an event receives the
envelope of every event of every service (reporting).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from time import monotonic
from typing import Any, TypeVar

import structlog
from nameko.extensions import Entrypoint, ProviderCollector, SharedExtension
from pydantic import ValidationError

from shared.contracts.envelope import Envelope
from shared.contracts.events import Event
from shared.contracts.registry import UnknownVersion, decode
from shared.messaging import dead_letters, inbox
from shared.messaging.cause import Cause
from shared.messaging.publisher import Publisher, publish_until_taken
from shared.messaging.retry import Again, Permanent, Stopping, decide
from shared.messaging.subscription import Delivery, Subscription
from shared.messaging.topology import event_queue_spec
from shared.messaging.wire import read_envelope, write_json
from shared.runtime.settings import SERVICES
from shared.storage.database import TRANSIENT, CutOff, DatabaseDown, Transaction

log = structlog.get_logger()

PREFETCH = 50
IMMEDIATE_TRIES = 3
PROBE_S = 1
SWEEP_S = 5  # how often an idle queue looks for parked events whose turn came while another replica was active


class EventConsumer(SharedExtension, ProviderCollector):  # type: ignore[misc]
    """All event queues of one service: a loop for each producer that it follows."""

    def setup(self) -> None:
        self._publisher = Publisher(self.container.settings.amqp_uri, f"retries of {self.container.service_name}")
        self._subscriptions: list[Subscription] = []
        self._entrypoints: tuple[Consumes, ...] = ()
        self._swept_at: dict[str, float] = {}
        self._parked: set[str] = set()  # producers of which an event may be waiting
        self._loops: list[Any] = []

    def start(self) -> None:
        self._entrypoints = tuple(self._providers)  # kept: they unregister while a last event is still being handled
        producers = {producer for entrypoint in self._entrypoints for producer in entrypoint.producers}
        for producer in sorted(producers):
            queue = event_queue_spec(self.container.service_name, producer)
            subscription = Subscription(
                self.container.settings.amqp_uri,
                queue,
                prefetch=PREFETCH,
                receive=partial(self._receive, queue.name, producer),
                idle=partial(self._sweep, queue.name, producer),
            )
            subscription.check()
            self._subscriptions.append(subscription)
            loop = self.container.spawn_managed_thread(subscription.run, identifier=queue.name)
            self._loops.append(loop)

    def stop(self) -> None:
        for subscription in self._subscriptions:
            subscription.stop()
        for loop in self._loops:
            loop.wait()
        self._publisher.close()

    @property
    def attached(self) -> bool:
        return all(subscription.attached for subscription in self._subscriptions)

    # -- one message -------------------------------------------------------------------------------------------------

    def _receive(self, queue: str, producer: str, delivery: Delivery) -> None:
        """Until the message is done, dead, or on its way to a retry queue; then ack. Never raises."""
        try:
            self._settle(queue, producer, delivery)
        except Stopping:
            return  # not acked: it goes back to the queue
        delivery.ack()
        if producer in self._parked:
            self._apply_waiting(queue, producer)

    def _settle(self, queue: str, producer: str, delivery: Delivery) -> None:
        try:
            envelope = read_envelope(delivery.body)
            insist_on_source(envelope, producer)
            self._insist(partial(self._take_in, envelope, dead_letters.DISCARDED in delivery.headers))
        except Stopping:
            raise
        except Exception as error:  # noqa: BLE001  (whatever it is, the loop goes on)
            self._fail(queue, delivery, error)

    def _insist(self, work: Callable[[], None]) -> None:
        """Run the work; while the database is away hold the message and probe: an outage is no failed attempt.

        Work that is cut off again and again while the database answers is itself at fault.
        """
        tries = cut_off = 0
        while True:
            try:
                work()
            except DatabaseDown as error:
                log.warning("database_down", service=self.container.service_name)
                self.container.pause(PROBE_S)
                cut_off = cut_off + 1 if isinstance(error, CutOff) and self.container.database.answers() else 0
                if cut_off >= IMMEDIATE_TRIES:
                    raise
            except TRANSIENT:
                tries += 1
                if tries >= IMMEDIATE_TRIES:
                    raise
            else:
                return

    def _take_in(self, envelope: Envelope, discarded: bool) -> None:
        with self.container.database.transaction() as tx:
            admission = inbox.admit(tx, envelope)
            if admission is inbox.Admission.EARLY:
                self._parked.add(envelope.source)
            if admission is inbox.Admission.APPLY and not discarded:
                self._handle(envelope, tx)

    def _handle(self, envelope: Envelope, tx: Transaction) -> None:
        """Run the service's method for the event, as a nameko worker of its own, in this transaction."""
        for entrypoint in self._entrypoints:
            subject = entrypoint.subject_of(envelope)
            if subject is not None:
                self.container.run_worker(entrypoint, (subject, tx), cause_of(envelope))

    def _fail(self, queue: str, delivery: Delivery, error: Exception) -> None:
        decision = decide(dead_letters.attempt_of(delivery), error)
        if isinstance(decision, Again):
            log.warning("event_retried", queue=queue, error=type(error).__name__, again_in_s=decision.delay_s)
            copy = dead_letters.retry_copy(delivery, queue, decision.delay_s, type(error).__name__)
        else:
            log.error("event_dead_lettered", queue=queue, reason=decision.reason)
            copy = dead_letters.dead_copy(delivery, queue, decision.reason)
        publish_until_taken(self._publisher, copy, partial(self.container.pause, PROBE_S))

    # -- events that waited for their predecessor ----------------------------------------------------------------------

    def _sweep(self, queue: str, producer: str) -> None:
        if monotonic() - self._swept_at.get(producer, 0) >= SWEEP_S:
            self._swept_at[producer] = monotonic()
            self._apply_waiting(queue, producer)

    def _apply_waiting(self, queue: str, producer: str) -> None:
        """Apply parked events whose turn has come, each in a transaction of its own, until there is none.

        Never raises: what could not be done is looked at again at the next idle moment.
        """
        try:
            while not self.container.stopping and self._apply_one_waiting(queue, producer):
                pass
        except Stopping:
            return
        except Exception as error:  # noqa: BLE001  (whatever it is, the loop goes on)
            log.warning("waiting_not_applied", queue=queue, error=type(error).__name__)

    def _apply_one_waiting(self, queue: str, producer: str) -> bool:
        with self.container.database.transaction() as tx:
            envelope = inbox.take_ready(tx, producer)
            if envelope is None:
                if not inbox.any_waiting(tx, producer):
                    self._parked.discard(producer)
                return False
            try:
                with tx.savepoint():
                    self._handle(envelope, tx)
            except DatabaseDown:
                raise
            except Exception as error:  # noqa: BLE001  (the failed event goes the way of every other failed event)
                inbox.give_back(tx, envelope)
                self._fail(queue, as_delivery(envelope), error)
        return True


class Consumes(Entrypoint):  # type: ignore[misc]
    """See the module. `event` is the class that the method receives, None for every envelope."""

    consumer = EventConsumer()

    def __init__(self, event: type[Event] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.event = event

    @property
    def producers(self) -> Iterable[str]:
        return (self.event.producer,) if self.event else SERVICES

    def setup(self) -> None:
        self.consumer.register_provider(self)

    def stop(self) -> None:
        self.consumer.unregister_provider(self)
        self.consumer.stop()

    def subject_of(self, envelope: Envelope) -> Event | Envelope | None:
        """What the method is to receive, None when the envelope is not for it. Raises Permanent."""
        if self.event is None:
            return envelope
        if (envelope.source, envelope.type) != (self.event.producer, self.event.type):
            return None
        try:
            return decode(envelope)
        except UnknownVersion as error:
            raise Permanent(f"unknown version: {error}") from error
        except ValidationError as error:
            fields = sorted({".".join(map(str, item["loc"])) for item in error.errors()})
            raise Permanent(f"{envelope.type} is malformed: {', '.join(fields[:5])}") from error


Method = TypeVar("Method", bound=Callable[..., Any])


def consumes(event: type[Event] | None = None) -> Callable[[Method], Method]:
    """The method receives that event, or every envelope."""
    entrypoint: Callable[[Method], Method] = Consumes.decorator(event)
    return entrypoint


def insist_on_source(envelope: Envelope, producer: str) -> None:
    if envelope.source != producer:
        raise Permanent(f"an event of {envelope.source} on the queue of {producer}")


def cause_of(envelope: Envelope) -> Cause:
    return Cause(
        actor=envelope.actor,
        traceparent=envelope.traceparent,
        correlation_id=envelope.correlationid,
        causation_id=envelope.id,
    )


def as_delivery(envelope: Envelope) -> Delivery:
    """A parked event as the message that it was."""
    return Delivery(
        body=write_json(envelope.model_dump(mode="json")),
        headers={},
        properties={"message_id": str(envelope.id)},
        routing_key=envelope.type,
        redelivered=True,
        ack=lambda: None,
    )


def followed(entrypoints: Iterable[Any]) -> dict[str, set[str]]:
    """The aggregates that a service follows, by producer: what its queues are bound to. `*` is every one."""
    aggregates: dict[str, set[str]] = defaultdict(set)
    for entrypoint in entrypoints:
        if isinstance(entrypoint, Consumes):
            for producer in entrypoint.producers:
                aggregates[producer].add(entrypoint.event.aggregate if entrypoint.event else "*")
    return aggregates
