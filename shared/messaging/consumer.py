"""The consumer entrypoint: an event of another service has one effect here.

    @consumes(ApplicationSubmitted)
    def on_application_submitted(self, event, tx): ...

A method sees one event and its transaction; what else there is, event_queue.py knows. `@consumes()` without an event
receives the envelope of every event of every service (reporting).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import groupby
from typing import Any, TypeVar

import psycopg2
import structlog
from nameko.extensions import Entrypoint, ProviderCollector, SharedExtension

from shared.contracts.envelope import Envelope
from shared.contracts.events import Event
from shared.messaging import partitions
from shared.messaging.broker import BrokerDown, BrokerRefused
from shared.messaging.cause import Cause, is_traceparent, traceparent_of
from shared.messaging.decoding import read_event
from shared.messaging.event_queue import Carried, EventQueue
from shared.messaging.partitions import Numbers, Share
from shared.messaging.publisher import Publisher
from shared.messaging.queues import TopologyError
from shared.messaging.retry import Stopping
from shared.runtime.settings import SERVICES
from shared.storage.database import DatabaseDown, Transaction

log = structlog.get_logger()

#: Producer and type.
EventKey = tuple[str, str]

#: Reads for many events at once what their handlers would ask one by one.
ReadAhead = Callable[[Sequence[Any], Transaction], None]


class EventConsumer(SharedExtension, ProviderCollector):  # type: ignore[misc]
    """All event queues of one service: a loop for each producer that it follows, or for each partition that is this
    process's to read. It begins with what there is undivided; of more it hears from its database."""

    def setup(self) -> None:
        settings = self.container.settings
        self._publisher = Publisher(settings.amqp_uri, f"retries of {self.container.service_name}")
        self._share = Share(self.container.database, settings.database_url)
        self._queues: dict[tuple[str, int], EventQueue] = {}
        self._entrypoints: dict[EventKey | None, list[Consumes]] = defaultdict(list)
        self._loops: list[Any] = []
        self._sharing: Any = None

    def start(self) -> None:
        # kept: they unregister while a last event is still being handled
        for entrypoint in self._providers:
            self._entrypoints[entrypoint.event_key].append(entrypoint)
        producers = sorted({producer for entrypoint in self._providers for producer in entrypoint.producers})
        for producer in producers:
            self._read(producer, 1)
        self._sharing = self.container.spawn_managed_thread(partial(self._share_out, producers), identifier="sharing")

    def stop(self) -> None:
        if self._sharing is not None:
            self._sharing.wait()
        for queue in self._queues.values():
            queue.subscription.stop()
        for loop in self._loops:
            loop.wait()
        self._publisher.close()
        self._share.leave()

    @property
    def attached(self) -> bool:
        return all(queue.subscription.attached for queue in self._queues.values())

    def _read(self, producer: str, number: int) -> None:
        """Raises TopologyError, BrokerDown, BrokerRefused."""
        queue = EventQueue(self.container, producer, self._publisher, self._handle, number)
        queue.subscription.check()
        self._queues[producer, number] = queue
        run = partial(self._run, queue, producer, number)
        self._loops = [loop for loop in self._loops if not loop.dead]
        self._loops.append(self.container.spawn_managed_thread(run, identifier=queue.subscription.queue.name))

    def _run(self, queue: EventQueue, producer: str, number: int) -> None:
        with self._unless_taken_away(producer, number):
            queue.subscription.run()

    @contextmanager
    def _unless_taken_away(self, producer: str, number: int) -> Iterator[None]:
        """A partition may go just when this process, told before, begins to read it."""
        try:
            yield
        except TopologyError:
            if number == 1 or number <= self._share.told().get(producer, 1):
                raise
            self._queues.pop((producer, number), None)

    def _share_out(self, producers: Sequence[str]) -> None:
        """Again and again: read what has become this process's, and leave what is another's. Raises TopologyError."""
        with suppress(Stopping):
            while True:
                try:
                    self._take(self._share.of(producers))
                except (DatabaseDown, psycopg2.Error, BrokerDown, BrokerRefused) as error:
                    log.warning("partitions_unknown", service=self.container.service_name, error=type(error).__name__)
                self.container.pause(partitions.POLL_S)

    def _take(self, numbers: Numbers) -> None:
        mine = {(producer, number) for producer, of_it in numbers.items() for number in of_it}
        for key in self._queues.keys() - mine:
            self._queues.pop(key).subscription.stop()
        for producer, number in sorted(mine - self._queues.keys()):
            with self._unless_taken_away(producer, number):
                self._read(producer, number)

    def _handle(self, events: Sequence[Carried], tx: Transaction) -> None:
        """Run the service's method for each event, as a nameko worker of its own, in this transaction.

        Of events of one type that come one after the other, what their handlers ask is read at once.
        """
        for key, run in groupby(events, key=lambda event: (event[0].source, event[0].type)):
            entrypoints = [*self._entrypoints.get(key, ()), *self._entrypoints.get(None, ())]
            subjects = [(event, [one.subject_of(event[0]) for one in entrypoints]) for event in run]
            if len(subjects) > 1:
                for place, entrypoint in enumerate(entrypoints):
                    entrypoint.read_ahead([of_each[place] for _, of_each in subjects], tx)
            for event, of_each in subjects:
                for entrypoint, subject in zip(entrypoints, of_each, strict=True):
                    self.container.run_worker(entrypoint, (subject, tx), cause_of(*event))
            tx.known.clear()


class Consumes(Entrypoint):  # type: ignore[misc]
    """See the module. `event` is the class that the method receives, None for every envelope."""

    consumer = EventConsumer()
    traced_as = "consumer"

    def __init__(self, event: type[Event] | None = None, ahead: ReadAhead | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.event, self._ahead = event, ahead

    @property
    def producers(self) -> Iterable[str]:
        return (self.event.producer,) if self.event else SERVICES

    def setup(self) -> None:
        self.consumer.register_provider(self)

    def stop(self) -> None:
        self.consumer.unregister_provider(self)
        self.consumer.stop()

    @property
    def event_key(self) -> EventKey | None:
        """Which events it handles; None for every one."""
        return (self.event.producer, self.event.type) if self.event else None

    def subject_of(self, envelope: Envelope) -> Event | Envelope:
        """What the method is to receive. Raises Permanent."""
        if self.event is None:
            return envelope
        event = read_event(envelope)
        assert event is not None, "entrypoints follow events that have a class"
        return event

    def read_ahead(self, subjects: Sequence[Any], tx: Transaction) -> None:
        if self._ahead is not None:
            self._ahead(subjects, tx)


Method = TypeVar("Method", bound=Callable[..., Any])


def consumes(event: type[Event] | None = None, ahead: ReadAhead | None = None) -> Callable[[Method], Method]:
    """The method receives that event, or every envelope. `ahead` is handed those that come one after the other before
    the first is handled, and leaves what it has read in `tx.known`, which is forgotten after the last."""
    entrypoint: Callable[[Method], Method] = Consumes.decorator(event, ahead=ahead)
    return entrypoint


def cause_of(envelope: Envelope, carried: object = None) -> Cause:
    """`carried`: the span that its message came by, where it says one; else it goes on from what recorded it."""
    return Cause(
        actor=envelope.actor,
        traceparent=carried if is_traceparent(carried) else traceparent_of(envelope.traceparent),
        correlation_id=envelope.correlationid,
        causation_id=envelope.id,
        replayed=envelope.replayed,
    )


def followed(entrypoints: Iterable[Any]) -> dict[str, set[str]]:
    """The aggregates that a service follows, by producer: what its queues are bound to. `*` is every one."""
    aggregates: dict[str, set[str]] = defaultdict(set)
    for entrypoint in entrypoints:
        if isinstance(entrypoint, Consumes):
            for producer in entrypoint.producers:
                aggregates[producer].add(entrypoint.event.aggregate if entrypoint.event else "*")
    return aggregates
