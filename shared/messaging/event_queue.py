"""One event queue of a service, `<consumer>.<producer>`: batches in, transactions, acks out.

It alone knows begin, inbox, commit, ack, retry and dead letter. A batch is one transaction; when an event in it
fails, each half is tried apart, down to the event that fails alone, so that its neighbours are done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any

import structlog

from shared.contracts.envelope import Envelope
from shared.messaging import dead_letters, inbox, names
from shared.messaging.cause import traceparent_of
from shared.messaging.publisher import Publisher, publish_until_taken
from shared.messaging.retry import Again, Permanent, Stopping, decide
from shared.messaging.spans import HEADER
from shared.messaging.subscription import Delivery, Subscription, nothing
from shared.messaging.topology import event_queue_spec
from shared.messaging.wire import read_envelope, write_json
from shared.runtime.metrics import BURIED, RETRIED
from shared.storage.database import IMMEDIATE_TRIES, TRANSIENT, CutOff, DatabaseDown, Transaction

log = structlog.get_logger()

BATCH = 100
PREFETCH = 3 * BATCH  # so that the next batch is here when one is done
PROBE_S = 1
SWEEP_S = 5  # how often an idle queue looks for parked events whose turn came while another replica was active


@dataclass(frozen=True)
class Arrival:
    """An event and the message that brought it."""

    envelope: Envelope
    delivery: Delivery


#: An event, and the trace that its message carried.
Carried = tuple[Envelope, object]

#: Runs the service's methods for events, in their order, in the transaction it is given.
Handle = Callable[[Sequence[Carried], Transaction], None]


class EventQueue:
    """Or one partition of it, if it is divided. Whatever fails comes back to the first: where an event is read does
    not matter, its position in the database alone decides."""

    def __init__(self, container: Any, producer: str, publisher: Publisher, handle: Handle, partition: int = 1) -> None:
        self._container = container
        self._producer = producer
        self._publisher = publisher
        self._handle = handle
        self._parked = False  # an event may be waiting for its predecessor
        self._swept_at = 0.0
        self.name = names.event_queue(container.service_name, producer)
        spec = event_queue_spec(container.service_name, producer, partition)
        self.subscription = Subscription(
            container.settings.amqp_uri, spec, prefetch=PREFETCH, batch=BATCH, receive=self._receive, idle=self._sweep
        )

    def _receive(self, deliveries: list[Delivery]) -> None:
        """Until each message is done, dead, or on its way to a retry queue; then ack. Never raises."""
        try:
            self._take_in([arrival for delivery in deliveries if (arrival := self._read(delivery)) is not None])
        except Stopping:
            return  # not acked: they go back to the queue
        deliveries[-1].ack_through()
        if self._parked:
            self._apply_waiting()

    def _read(self, delivery: Delivery) -> Arrival | None:
        """None for what is no event of this producer: it has gone to the dead letters."""
        try:
            envelope = insist_on_source(read_envelope(delivery.body), self._producer)
        except Exception as error:  # noqa: BLE001  (whatever it is, the loop goes on)
            self._fail(delivery, error)
            return None
        return Arrival(envelope, delivery)

    def _take_in(self, arrivals: Sequence[Arrival]) -> None:
        if not arrivals:
            return
        try:
            self._insist(partial(self._apply, arrivals))
        except Stopping:
            raise
        except Exception as error:  # noqa: BLE001  (whatever it is, the loop goes on)
            if len(arrivals) == 1:
                self._fail(arrivals[0].delivery, error, arrivals[0].envelope)
                return
            middle = len(arrivals) // 2
            self._take_in(arrivals[:middle])
            self._take_in(arrivals[middle:])

    def _insist(self, work: Callable[[], None]) -> None:
        """Run the work; while the database is away hold the messages and probe: an outage is no failed attempt.

        Work that is cut off again and again while the database answers is itself at fault.
        """
        tries = cut_off = 0
        while True:
            try:
                work()
            except DatabaseDown as error:
                log.warning("database_down", service=self._container.service_name)
                self._hold()
                cut_off = cut_off + 1 if isinstance(error, CutOff) and self._container.database.answers() else 0
                if cut_off >= IMMEDIATE_TRIES:
                    raise
            except TRANSIENT:
                tries += 1
                if tries >= IMMEDIATE_TRIES:
                    raise
            else:
                return

    def _apply(self, arrivals: Sequence[Arrival]) -> None:
        with self._container.database.transaction(gathers_rows=len(arrivals) > 1) as tx:
            admissions = inbox.admit(tx, [arrival.envelope for arrival in arrivals])
            self._parked = self._parked or inbox.Admission.EARLY in admissions
            self._handle(
                [
                    (arrival.envelope, arrival.delivery.headers.get(HEADER))
                    for arrival, admission in zip(arrivals, admissions, strict=True)
                    if admission is inbox.Admission.APPLY and dead_letters.DISCARDED not in arrival.delivery.headers
                ],
                tx,
            )

    def _fail(self, delivery: Delivery, error: Exception, envelope: Envelope | None = None) -> None:
        decision = decide(dead_letters.attempt_of(delivery), error)
        ids = {} if envelope is None else ids_of(envelope)
        if isinstance(decision, Again):
            RETRIED.labels(self.name).inc()
            log.warning(
                "event_retried", queue=self.name, error=type(error).__name__, again_in_s=decision.delay_s, **ids
            )
            copy = dead_letters.retry_copy(delivery, self.name, decision.delay_s, type(error).__name__)
        else:
            BURIED.labels(self.name).inc()
            log.error("event_dead_lettered", queue=self.name, reason=decision.reason, **ids)
            copy = dead_letters.dead_copy(delivery, self.name, decision.reason)
        publish_until_taken(self._publisher, copy, self._hold)

    def _hold(self) -> None:
        """Wait a little with what was delivered, and do not lose it to a missed heartbeat. Raises Stopping."""
        self.subscription.keep_alive()
        self._container.pause(PROBE_S)

    # -- events that waited for their predecessor ----------------------------------------------------------------------

    def _sweep(self) -> None:
        if monotonic() - self._swept_at >= SWEEP_S:
            self._swept_at = monotonic()
            self._apply_waiting()

    def _apply_waiting(self) -> None:
        """Apply parked events whose turn has come, a batch in a transaction, until there is none.

        Never raises: what could not be done is looked at again at the next idle moment.
        """
        try:
            while not self._container.stopping and self._apply_ready(BATCH):
                pass
        except Stopping:
            return
        except Exception as error:  # noqa: BLE001  (whatever it is, the loop goes on)
            log.warning("waiting_not_applied", queue=self.name, error=type(error).__name__)

    def _apply_ready(self, most: int) -> bool:
        """Whether there were any; fewer at a time where one of them fails, down to that one."""
        envelopes: list[Envelope] = []
        try:
            with self._container.database.transaction(gathers_rows=most > 1) as tx:
                envelopes = inbox.take_ready(tx, self._producer, most)
                self._parked = bool(envelopes) or (self._parked and inbox.any_waiting(tx, self._producer))
                if len(envelopes) == 1:
                    self._apply_alone(envelopes[0], tx)
                else:
                    self._handle([(envelope, None) for envelope in envelopes], tx)
        except (DatabaseDown, Stopping):
            raise
        except Exception:
            if len(envelopes) < 2:
                raise
            return self._apply_ready(len(envelopes) // 2)
        return bool(envelopes)

    def _apply_alone(self, envelope: Envelope, tx: Transaction) -> None:
        try:
            with tx.savepoint():
                self._handle([(envelope, None)], tx)
                tx.finish()  # here, where it fails alone
        except DatabaseDown:
            raise
        except Exception as error:  # noqa: BLE001  (the failed event goes the way of every other failed event)
            inbox.give_back(tx, envelope)
            self._fail(as_delivery(envelope), error, envelope)


def insist_on_source(envelope: Envelope, producer: str) -> Envelope:
    """Raises Permanent when it is an event of somebody else."""
    if envelope.source != producer:
        raise Permanent(f"an event of {envelope.source} on the queue of {producer}")
    return envelope


def ids_of(envelope: Envelope) -> dict[str, str]:
    """By which a line of the log is found again among events, traces and mails."""
    trace = traceparent_of(envelope.traceparent)[3:35]
    return {"event_id": str(envelope.id), "correlation_id": str(envelope.correlationid), "trace": trace}


def as_delivery(envelope: Envelope) -> Delivery:
    """A parked event as the message that it was."""
    return Delivery(
        body=write_json(envelope.model_dump(mode="json")),
        headers={},
        properties={"message_id": str(envelope.id)},
        routing_key=envelope.type,
        redelivered=True,
        ack=nothing,
        ack_through=nothing,
    )
