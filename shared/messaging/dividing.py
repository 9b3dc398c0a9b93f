"""Divides an event queue into another number of partitions, or makes it whole again, while events come and are read.

For the administrator alone: no service may bind queues. Every step may be cut off and all of them repeated, by
`alliance ops partitions set` or the set-up step. In this order, so that no event is without a queue and no queue
without a reader: queues, the number that readers are told, bindings; then what is bound no more is emptied and deleted.
On the way an event may be in two queues, or come before its predecessor: its position decides (inbox.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any
from urllib.parse import quote

import httpx

from shared.messaging import names
from shared.messaging.broker import BrokerDown, drop, open_channel
from shared.messaging.broker import connect as connect_broker
from shared.messaging.management import declare
from shared.messaging.publisher import Outgoing, Publisher
from shared.messaging.queues import QueueSpec, TopologyError
from shared.messaging.subscription import Delivery, Subscription
from shared.messaging.topology import event_queue_definitions
from shared.storage.database import connect

DIVIDING = 1_795_047_203  # the advisory lock of who divides a queue of a service, in its database
BATCH = 100
POLL_S = 0.2
DRAIN_S = 60  # so long those who read it empty a queue; what is left then is moved
SILENT = 3  # looks, half a second each, after which nothing is on its way out of an empty queue
LEAVE_S = 120  # longer than a frozen reader keeps its connection

_LOCK = "select pg_try_advisory_lock(%s)"
_NUMBER = "select number from partitions where producer = %s"
_KEEP = """
insert into partitions (producer, number) values (%s, %s)
on conflict (producer) do update set number = excluded.number
"""

#: Of the broker, not of whoever publishes a copy.
_BROKERS_OWN = ("x-death", "x-delivery-count")

#: Hears how far it has come: the step, and how many messages are left.
Say = Callable[[str, int], None]


class Dividing(Exception):
    """Somebody else divides a queue of this service at the moment."""


@dataclass(frozen=True)
class EventQueueOf:
    """An event queue, and its place: the broker as its administrator sees it, the database of its consumer."""

    consumer: str
    producer: str
    aggregates: frozenset[str]
    http: httpx.Client
    vhost: str
    amqp_uri: str
    database_url: str

    @property
    def name(self) -> str:
        return names.event_queue(self.consumer, self.producer)

    def path(self, kind: str, *parts: str) -> str:
        """Of the management API."""
        return "/".join(["/api", kind, *(quote(part, safe="") for part in (self.vhost, *parts))])


def divide(queue: EventQueueOf, number: int | None, say: Say = lambda _step, _left: None) -> None:
    """Into so many partitions; None: as was told before, finishing what was cut off. Raises Dividing, TopologyError,
    BrokerDown, BrokerRefused, httpx.HTTPError, psycopg2.Error."""
    with alone(queue) as told:
        before = told.number()
        number = number or before
        document = event_queue_definitions(queue.consumer, queue.producer, set(queue.aggregates), number)
        declare(queue.http, queue.vhost, document | {"bindings": []})
        told.keep(max(before, number))
        declare(queue.http, queue.vhost, document)
        surplus = surplus_of(queue, number)
        unbind(queue, number, surplus)
        for one in surplus:
            wait_until_drained(queue, one, say)
        told.keep(number)
        for one in surplus:
            take_out(queue, one, say)
            queue.http.delete(queue.path("queues", one)).raise_for_status()


def divided_on(http: httpx.Client, vhost: str) -> set[str]:
    """The event queues of which the broker has partitions beside the first."""
    found = http.get(f"/api/queues/{quote(vhost, safe='')}", params={"columns": "name"}).raise_for_status().json()
    return {names.whole(one["name"]) for one in found if names.whole(one["name"]) != one["name"]}


class Told:
    """What the readers of one event queue are told: the row in its consumer's database."""

    def __init__(self, session: Any, producer: str) -> None:
        self._session = session
        self._producer = producer

    def number(self) -> int:
        with self._session.cursor() as cursor:
            cursor.execute(_NUMBER, (self._producer,))
            row = cursor.fetchone()
        return int(row[0]) if row else 1

    def keep(self, number: int) -> None:
        with self._session.cursor() as cursor:
            cursor.execute(_KEEP, (self._producer, number))


@contextmanager
def alone(queue: EventQueueOf) -> Iterator[Told]:
    """Nobody else divides a queue of this service meanwhile; the lock ends with who holds it. Raises Dividing."""
    with closing(connect(queue.database_url)) as session:
        with session.cursor() as cursor:
            cursor.execute(_LOCK, (DIVIDING,))
            if not cursor.fetchone()[0]:
                raise Dividing(queue.consumer)
        yield Told(session, queue.producer)


def surplus_of(queue: EventQueueOf, number: int) -> list[str]:
    """The queues of partitions that are there and beyond so many."""
    found = queue.http.get(queue.path("queues"), params={"columns": "name"}).raise_for_status().json()
    kept = {names.partition(queue.name, n + 1) for n in range(number)}
    return sorted(one["name"] for one in found if names.whole(one["name"]) == queue.name and one["name"] not in kept)


def unbind(queue: EventQueueOf, number: int, surplus: list[str]) -> None:
    """Whatever brings events past the partitions, or to one too many."""
    spread = names.partitions_exchange(queue.name)
    if number == 1:
        gone(queue.http.delete(queue.path("exchanges", spread)))
        return
    told_by = (names.events_exchange(queue.producer), names.replay_exchange(queue.producer))
    for binding in queue.http.get(queue.path("queues", queue.name, "bindings")).raise_for_status().json():
        if binding["source"] in told_by:
            parts = ("e", binding["source"], "q", queue.name, binding["properties_key"])
            gone(queue.http.delete(queue.path("bindings", *parts)))
    for one in surplus:
        gone(queue.http.delete(queue.path("bindings", "e", spread, "q", one, "1")))


def gone(answer: httpx.Response) -> None:
    if answer.status_code != httpx.codes.NOT_FOUND:
        answer.raise_for_status()


@contextmanager
def looking_at(queue: EventQueueOf, name: str) -> Iterator[Callable[[], tuple[int, int]]]:
    """Gives how many messages wait there, and how many read it."""
    connection = connect_broker(queue.amqp_uri, f"watch {name}")
    try:
        channel = open_channel(connection)

        def look() -> tuple[int, int]:
            found = channel.queue_declare(name, passive=True)
            return int(found.message_count), int(found.consumer_count)

        yield look
    finally:
        drop(connection)


def wait_until_drained(queue: EventQueueOf, name: str, say: Say) -> None:
    """By those who read it, if somebody does."""
    give_up_at = monotonic() + DRAIN_S
    with looking_at(queue, name) as look:
        while True:
            waiting, readers = look()
            if not waiting or not readers or monotonic() > give_up_at:
                return
            say("draining", waiting)
            sleep(POLL_S)


def take_out(queue: EventQueueOf, name: str, say: Say) -> None:
    """Move what is left to the whole's first queue, once its readers have gone. Raises TopologyError if one stays."""
    give_up_at = monotonic() + LEAVE_S
    publisher = Publisher(queue.amqp_uri, f"move {name}")
    silent = 0

    def move(deliveries: list[Delivery]) -> None:
        nonlocal silent
        silent = 0
        if publisher.publish([as_outgoing(delivery, queue.name) for delivery in deliveries]):
            raise BrokerDown(f"{queue.name} took nothing")
        deliveries[-1].ack_through()

    with looking_at(queue, name) as look:

        def end_when_empty() -> None:
            nonlocal silent
            waiting, readers = look()
            say("moving", waiting)
            silent = silent + 1 if not waiting and readers == 1 else 0  # this one
            if silent > SILENT:
                moving.stop()
            elif readers > 1 and monotonic() > give_up_at:
                raise TopologyError(f"queue {name} is still read: end the process that does, then try again")

        moving = Subscription(
            queue.amqp_uri, QueueSpec(name), prefetch=BATCH, batch=BATCH, receive=move, idle=end_when_empty
        )
        try:
            moving.run()
        finally:
            publisher.close()


def as_outgoing(delivery: Delivery, to: str) -> Outgoing:
    headers = {key: value for key, value in delivery.headers.items() if key not in _BROKERS_OWN}
    return Outgoing(str(delivery.properties.get("message_id")), "", to, delivery.body, headers)
