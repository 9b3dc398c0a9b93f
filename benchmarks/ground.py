"""Where peers are measured: the private broker and PostgreSQL that the tests use, but with fsync on; a virtual host and
a database for each measurement, gone afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import Any

import amqp
import psycopg2

from benchmarks.peers.commands import Peer
from benchmarks.processes import cpu_seconds, run
from benchmarks.work.stages import DONE
from shared.messaging.broker import connect, drop
from shared.storage.migrations import owner_url
from tests.support.foundations import Foundations

WORK = "benchmarks.work"
PREPARE_LIMIT_S = 30
Ask = Callable[[str, str], list[tuple[Any, ...]]]  # of the database of a URL


@dataclass(frozen=True)
class Place:
    """One measurement's own virtual host and database."""

    vhost: str
    amqp_uri: str
    database_url: str

    @property
    def environment(self) -> dict[str, str]:
        return {"AMQP_URI": self.amqp_uri, "DATABASE_URL": self.database_url}

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        return query(self.database_url, sql)

    def done(self, ask: Ask | None = None) -> dict[str, int]:
        """How many applications each stage has put behind it."""
        return {stage: (ask or query)(self.database_url, sql)[0][0] for stage, sql in DONE.items()}

    def consumed(self, queues: Sequence[str]) -> bool:
        """Whether each of the queues is there and somebody listens."""
        connection = connect(self.amqp_uri, "bench")
        try:
            return all(connection.channel().queue_declare(name, passive=True).consumer_count for name in queues)
        except amqp.exceptions.NotFound:
            return False
        finally:
            drop(connection)


def query(url: str, sql: str) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall()) if cursor.description else []


class Asking:
    """Questions that a measurement asks again and again, on connections that it keeps: counting what 200,000 rows have
    become costs as much as events do, and is no part of them."""

    def __init__(self) -> None:
        self._kept = ExitStack()
        self._connections: dict[str, Any] = {}

    def __enter__(self) -> Asking:
        return self

    def __exit__(self, *_: object) -> None:
        self._kept.close()

    def __call__(self, url: str, sql: str) -> list[tuple[Any, ...]]:
        if url not in self._connections:
            connection = psycopg2.connect(
                url, options="-c max_parallel_workers_per_gather=0"
            )  # none computes beside it
            self._connections[url] = self._kept.enter_context(closing(connection))
            connection.autocommit = True
        with self._connections[url].cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    def apart(self, seconds: dict[str, float]) -> dict[str, float]:
        """CPU by part, without what PostgreSQL computed for the questions."""
        asked = sum(cpu_seconds(connection.info.backend_pid) for connection in self._connections.values())
        return seconds | {"postgres": seconds["postgres"] - asked}


@contextmanager
def place(foundations: Foundations, *packages: str) -> Iterator[Place]:
    """Empty, but for the tables of the packages' migrations; without packages, those of the work."""
    vhost = foundations.create_vhost()
    template = vhost.replace("-", "_")
    foundations.create_template(template, *(packages or (WORK,)))
    url = foundations.create_database(template)
    try:
        yield Place(vhost, foundations.amqp_uri(vhost), url)
    finally:
        foundations.delete_vhost(vhost)
        foundations.drop_database(url)


def prepared(peer: Peer, foundations: Foundations, here: Place) -> dict[str, str]:
    """The peer's environment, in which the tables that it makes itself are there."""
    if not peer.makes_tables:
        return here.environment
    environment = here.environment | {"DATABASE_URL": owner_url(foundations.database_admin, here.database_url)}
    run(peer.prepare_command, environment, PREPARE_LIMIT_S)
    return environment
