"""Where peers are measured: the private broker and PostgreSQL that the tests use, but with fsync on; a virtual host and
a database for each measurement, gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import amqp
import psycopg2

from benchmarks.peers.commands import Peer
from benchmarks.processes import run
from benchmarks.work.stages import DONE
from shared.messaging.broker import connect, drop
from shared.storage.migrations import owner_url
from tests.support.foundations import Foundations

WORK = "benchmarks.work"
PREPARE_LIMIT_S = 30


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

    def done(self) -> dict[str, int]:
        """How many applications each stage has put behind it."""
        return {stage: self.query(sql)[0][0] for stage, sql in DONE.items()}

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
