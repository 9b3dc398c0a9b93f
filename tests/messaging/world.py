"""What one test of the kernel has for itself: a virtual host with its topology, a database for each service, and
services that run in this process over the real broker."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid4

import amqp
import eventlet
import psycopg2
from eventlet.event import Event as Outcome
from eventlet.semaphore import Semaphore
from psycopg2.extras import RealDictCursor

from alliance.embedded.home import checkout
from shared.contracts.envelope import Envelope
from shared.contracts.events import Event
from shared.contracts.people import Role
from shared.messaging import names
from shared.messaging.broker import connect, drop
from shared.messaging.client import Client
from shared.messaging.management import declare, management
from shared.messaging.topology import Definitions, definitions
from shared.runtime.container import Container
from shared.runtime.settings import SETTINGS, Settings
from shared.security.binding import Bound, bound_to
from shared.security.tokens import Signer
from shared.storage.database import Transaction
from tests.messaging.services import Stage
from tests.messaging.virtual_hosts import VirtualHosts
from tests.support.foundations import Foundations

#: Longer than anything here takes; a wait that ends by it has failed.
PATIENCE_S = 60
POLL_S = 0.01

TEMPLATE = "kernel"
FOLLOWED: dict[str, dict[str, set[str]]] = {"parcels": {}, "depot": {"parcels": {"parcel", "access"}}}

#: The delay that the retry queues of a test really have; their names still say the true one.
SHORT_MS, NEVER_MS = 100, 3_600_000

Found = TypeVar("Found")


def wait_for(condition: Callable[[], Found], what: str = "it") -> Found:
    """Poll until the condition gives something true, and give that back."""
    with eventlet.Timeout(PATIENCE_S, AssertionError(f"{what} did not happen within {PATIENCE_S} s")):
        while True:
            if found := condition():
                return found
            eventlet.sleep(POLL_S)


@dataclass(frozen=True)
class Taken:
    """A message out of a queue."""

    body: bytes
    headers: dict[str, Any]
    properties: dict[str, Any]


class Gate:
    """Holds whoever comes to it until the test opens it, or fails them."""

    def __init__(self) -> None:
        self._event: Any = Outcome()

    def wait(self, *_: object) -> None:
        self._event.wait()

    def open(self) -> None:
        self._event.send()

    def fail(self) -> None:
        self._event.send_exception(RuntimeError("the test says no"))


ALWAYS = 1000


def fail_times(times: int, error: Exception | None = None) -> Callable[..., None]:
    """An act that raises so many times and then does nothing."""
    left = [error or RuntimeError("the test says no")] * times

    def act(*_: object) -> None:
        if left:
            raise left.pop()

    return act


def topology_of(retry_ms: int, followed: dict[str, dict[str, set[str]]] | None = None) -> Definitions:
    """The retry queues let a message go after `retry_ms`."""
    document = definitions(followed or FOLLOWED)
    for queue in document["queues"]:
        if "x-message-ttl" in queue["arguments"]:
            queue["arguments"] = queue["arguments"] | {"x-message-ttl": retry_ms}
    return document


class World:
    def __init__(self, foundations: Foundations, hosts: VirtualHosts, keys: Path) -> None:
        self.foundations = foundations
        self.keys = keys
        self.stage = Stage()
        self._hosts = hosts
        self.vhost = hosts.take()
        self.uri = foundations.amqp_uri(self.vhost)
        self._asking = Semaphore()
        self._databases = {service: foundations.create_database(TEMPLATE) for service in ("depot", "parcels")}
        self.containers: list[Container] = []
        self._clients: list[Client] = []
        self._sessions: dict[str, Any] = {}
        self._connection: Any = None
        self._channel: Any = None

    def set_up(self, retry_ms: int, followed: dict[str, dict[str, set[str]]] | None = None) -> None:
        """Declare the topology once more."""
        self.declare(topology_of(retry_ms, followed))

    def declare(self, document: Definitions) -> None:
        with management(self.foundations.management) as http:
            declare(http, self.vhost, document)

    def slow_retries(self) -> None:
        """From now on what goes to a retry queue stays there."""
        for queue in self.queues():
            if ".retry." in queue:
                self.channel.queue_delete(queue)
        self.set_up(NEVER_MS)

    def close(self) -> None:
        pool = eventlet.GreenPool()
        for container in self.containers:
            pool.spawn(self._end, container)
        pool.waitall()
        for client in self._clients:
            client.close()
        for session in self._sessions.values():
            session.close()
        drop(self._connection)

    def throw_away(self) -> None:
        self._hosts.give_back(self.vhost)
        for url in self._databases.values():
            self.foundations.give_back(url)

    @staticmethod
    def _end(container: Container) -> None:
        with eventlet.Timeout(PATIENCE_S, False):
            container.stop()
            return
        container.kill()

    # -- services --------------------------------------------------------------------------------------------------

    def environment(self, service: str, **changes: str) -> dict[str, str]:
        return {
            "AMQP_URI": self.uri,
            f"{service.upper()}_DATABASE_URL": self.database(service),
            "KEYS_DIR": str(self.keys),
            "PROGRAM_FILE": str(checkout() / str(SETTINGS["PROGRAM_FILE"].default)),
            **changes,
        }

    def container(self, service: type, **changes: str) -> Container:
        """Not started yet."""
        settings = Settings(service.name, self.environment(service.name, **changes))
        made = Container(service, {"settings": settings, "stage": self.stage})
        self.containers.append(made)
        return made

    def start(self, service: type, **changes: str) -> Container:
        """Running and attached to its queues."""
        container = self.container(service, **changes)
        container.start()
        wait_for(lambda: all(getattr(e, "attached", True) for e in container.extensions), f"{service.name} attached")
        return container

    # -- messages ----------------------------------------------------------------------------------------------------

    @property
    def channel(self) -> Any:
        """The test's own, with confirms."""
        if self._channel is None or not self._channel.is_open:
            drop(self._connection)
            self._connection = connect(self.uri, "the test")
            self._channel = amqp.Channel(self._connection, auto_decode=False)
            self._channel.open()
            self._channel.confirm_select()
        return self._channel

    def publish(
        self,
        event: Event,
        version: int = 1,
        *,
        headers: dict[str, Any] | None = None,
        exchange: str = "",
        key: str | None = None,
        **changes: Any,
    ) -> UUID:
        """An event as its producer's relay would publish it, straight to the depot's queue or over an exchange.

        `changes` are to the envelope. Its id.
        """
        envelope = envelope_of(event, version, **changes)
        key = key or (envelope["type"] if exchange else "depot.parcels")
        body = json.dumps(envelope).encode()
        self.send(body, exchange=exchange, key=key, headers=headers, message_id=envelope["id"])
        return UUID(envelope["id"])

    def send(
        self,
        body: bytes,
        *,
        exchange: str = "",
        key: str = "depot.parcels",
        headers: dict[str, Any] | None = None,
        **properties: Any,
    ) -> None:
        """Any bytes, by default straight to the depot's queue; confirmed."""
        message = amqp.Message(body, delivery_mode=2, application_headers=headers or {}, **properties)
        with eventlet.Timeout(PATIENCE_S):
            self.channel.basic_publish_confirm(message, exchange, key, mandatory=True)

    def tap(self, exchange: str = "parcels.events", key: str = "#") -> str:
        """A queue that gets a copy of what goes through the exchange; its name."""
        queue = f"tap-{uuid4()}"
        self.channel.queue_declare(queue, durable=True, auto_delete=False)
        self.channel.queue_bind(queue, exchange, key)
        return queue

    def queues(self) -> dict[str, dict[str, Any]]:
        with management(self.foundations.management) as http:
            found = http.get(f"/api/queues/{quote(self.vhost, safe='')}").raise_for_status().json()
        return {queue["name"]: queue for queue in found}

    def ready(self, queue: str) -> int:
        """How many messages wait there."""
        with eventlet.Timeout(PATIENCE_S):
            return int(self.channel.queue_declare(queue, passive=True).message_count)

    def readers(self, queue: str) -> int:
        """How many consume it."""
        with eventlet.Timeout(PATIENCE_S):
            return int(self.channel.queue_declare(queue, passive=True).consumer_count)

    def take(self, queue: str) -> Taken | None:
        """The next message of a queue, acked; None when there is none."""
        with eventlet.Timeout(PATIENCE_S):
            message = self.channel.basic_get(queue, no_ack=True)
        if message is None:
            return None
        properties = dict(message.properties)
        headers = properties.pop("application_headers", {})
        headers.pop("x-delivery-count", None)  # a quorum queue's own
        body = message.body if isinstance(message.body, bytes) else b""  # amqp's notion of an empty one
        return Taken(body, headers, properties)

    def take_all(self, queue: str, count: int) -> list[Taken]:
        """Exactly so many messages, waited for."""
        return [wait_for(partial(self.take, queue), f"message {n + 1} of {queue}") for n in range(count)]

    def dead(self, count: int = 1) -> list[tuple[str, str]]:
        """(queue, reason) of the next dead letters, waited for."""
        return [(m.headers["x-queue"], m.headers["x-reason"]) for m in self.take_all("dead", count)]

    def close_connections(self, name: str, count: int = 1) -> None:
        """Have the broker close its connections of that name, of which there are so many."""
        with management(self.foundations.management) as http:
            chosen = wait_for(lambda: self._connections(http, name, count), f"{count} connections {name}")
            for connection in chosen:
                http.delete(f"/api/connections/{quote(connection, safe='')}").raise_for_status()

    def _connections(self, http: Any, name: str, count: int) -> list[str]:
        found = http.get(f"/api/vhosts/{quote(self.vhost, safe='')}/connections").raise_for_status().json()
        chosen = [c["name"] for c in found if c.get("user_provided_name") == name]
        return chosen if len(chosen) == count else []

    # -- requests ----------------------------------------------------------------------------------------------------

    def client(self, issuer: str = "identity", roles: Sequence[str] = (Role.STAFF,), uri: str | None = None) -> Client:
        """Of a person with these roles, or of a service."""
        client = Client(uri or self.uri, "tester", partial(self.sign, issuer, roles))
        self._clients.append(client)
        return client

    def sign(self, issuer: str, roles: Sequence[str], service: str, method: str, bound: Bound | None = None, /) -> str:
        subject = "7" if issuer == "identity" else None
        return Signer(issuer, self.keys).sign(service, method, bound, subject=subject, roles=tuple(roles))

    def token(self, service: str, method: str, bound: Bound | None = None) -> str:
        """Of a person of the staff."""
        return self.sign("identity", (Role.STAFF,), service, method, bound)

    def ask(self, method: str = "find_parcel", **arguments: Any) -> dict[str, Any]:
        """The very reply of `parcels` to a request whose arguments are written by hand.

        Without a token named, one of the staff, bound to what is sent.
        """
        if "token" not in arguments:
            command = arguments.get("command") or {}
            bound = bound_to(UUID(command["id"]), arguments.get("body", {})) if "id" in command else None
            arguments["token"] = self.token("parcels", method, bound)
        return self.reply(self.send_request(method, **arguments))

    def send_request(self, method: str, **arguments: Any) -> str:
        """The queue that the reply will come to."""
        return self.send_bytes(json.dumps({"args": [], "kwargs": arguments}).encode(), method)

    def send_bytes(self, body: bytes, method: str = "find_parcel") -> str:
        """The queue that the reply will come to."""
        reply_to = f"reply.tester.{uuid4()}"
        self.channel.queue_declare(reply_to, auto_delete=False)
        self.channel.queue_bind(reply_to, names.RPC_EXCHANGE, reply_to)
        self.send(
            body, exchange=names.RPC_EXCHANGE, key=f"parcels.{method}", reply_to=reply_to, correlation_id=reply_to
        )
        return reply_to

    def reply(self, queue: str) -> dict[str, Any]:
        (reply,) = self.take_all(queue, 1)
        assert reply.properties["correlation_id"] == queue
        outcome: dict[str, Any] = json.loads(reply.body)
        return outcome

    # -- databases ---------------------------------------------------------------------------------------------------

    def database(self, service: str) -> str:
        """The URL of the service's database."""
        if service not in self._databases:
            self._databases[service] = self.foundations.create_database(TEMPLATE)
        return self._databases[service]

    def rows(self, service: str, sql: str, params: Any = None) -> list[dict[str, Any]]:
        """One at a time: acts of a test ask from a service's thread while the test waits for what comes of it."""
        with self._asking, self.session(service).cursor(cursor_factory=RealDictCursor) as cursor:
            cursor.execute(sql, params)
            return [dict(row) for row in cursor.fetchall()] if cursor.description else []

    def session(self, service: str) -> Any:
        """The test's own connection, as administrator; each statement commits."""
        if service not in self._sessions:
            self._sessions[service] = self.connect(service)
        return self._sessions[service]

    def connect(self, service: str) -> Any:
        url = self.foundations.administered(urlsplit(self.database(service)).path[1:])
        connection = psycopg2.connect(url, application_name="test")
        connection.autocommit = True
        return connection

    def shelf(self, service: str = "depot") -> list[tuple[UUID, str]]:
        """What had an effect, in its order."""
        rows = self.rows(service, "select parcel_id, what from shelf order by seq")
        return [(UUID(str(row["parcel_id"])), row["what"]) for row in rows]

    def wait_for_shelf(self, count: int, service: str = "depot") -> list[tuple[UUID, str]]:
        wait_for(lambda: len(self.shelf(service)) >= count, f"effect {count} of {service}")
        return self.shelf(service)

    def count(self, service: str, table: str) -> int:
        return int(self.rows(service, f"select count(*) as n from {table}")[0]["n"])  # noqa: S608

    def blocked(self, service: str) -> int:
        """How many of the service's sessions wait for a lock."""
        return self.waiting(service, "Lock")

    def waiting(self, service: str, what: str) -> int:
        """How many of the service's sessions wait for an event of that name or type."""
        sql = (
            "select 1 from pg_stat_activity where datname = current_database() and %s in (wait_event, wait_event_type)"
        )
        return len(self.rows(service, sql, (what,)))

    def kill_sessions(self, service: str, like: str = "%") -> int:
        """End the service's sessions, as an administrator or a restart would; those whose last statement is like it."""
        killed = self.rows(
            service,
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and application_name <> 'test' and query like %s",
            (like,),
        )
        return len(killed)

    @contextmanager
    def frozen(self, service: str) -> Iterator[Callable[[Any, Transaction], None]]:
        """An act that freezes its own session in PostgreSQL: from then on it neither answers nor closes."""
        pids: list[int] = []

        def freeze(_subject: object, tx: Transaction) -> None:
            pids.append(tx.one("select pg_backend_pid() as pid")["pid"])
            os.kill(pids[-1], signal.SIGSTOP)

        try:
            yield freeze
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    @contextmanager
    def database_down(self, service: str) -> Iterator[None]:
        """The service's sessions end, and no new one is let in."""
        name = urlsplit(self.database(service)).path[1:]
        self.session(service)
        self.foundations.administer("alter database {} allow_connections false", name)
        try:
            self.kill_sessions(service)
            yield
        finally:
            with suppress(psycopg2.Error):
                self.foundations.administer("alter database {} allow_connections true", name)

    @contextmanager
    def database_read_only(self, service: str) -> Iterator[None]:
        """The database lets nobody write who does not insist, as hosts do whose disk is full."""
        name = urlsplit(self.database(service)).path[1:]
        self.foundations.administer("alter database {} set default_transaction_read_only = on", name)
        try:
            self.kill_sessions(service)
            yield
        finally:
            self.foundations.administer("alter database {} reset default_transaction_read_only", name)
            self.kill_sessions(service)


def envelope_of(event: Event, version: int = 1, **changes: Any) -> dict[str, Any]:
    envelope = Envelope(
        id=uuid4(),
        source=event.producer,
        type=event.type,
        time=datetime.now(UTC),
        subject=str(event.aggregate_id),
        schemaversion=event.schema_version,
        aggregate=event.aggregate,
        aggregateid=event.aggregate_id,
        aggregateversion=version,
        correlationid=event.aggregate_id,
        actor="person:7",
        traceparent=f"00-{'a' * 32}-{'b' * 16}-01",
        data=event.model_dump(mode="json"),
    )
    return envelope.model_dump(mode="json") | changes
