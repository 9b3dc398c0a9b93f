"""The lab's own hand on the broker: publishes what an outbox holds, or any bytes, as the administrator."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any
from uuid import uuid4

import psycopg2

from shared.messaging.publisher import Outgoing, Publisher
from tests.faults.lab.system import Lab, until

BATCH = 500

#: Of all who hold a lock there, the relay alone: others are in the middle of their work.
_END_THE_LEADER = """
select pg_terminate_backend(pid) from pg_locks join pg_database on pg_database.oid = pg_locks.database
where locktype = 'advisory' and objsubid = 1 and granted and datname = %s
  and (classid::bigint << 32) | objid::bigint = hashtext('outbox relay')
"""


def told(lab: Lab, service: str, call: str) -> list[Outgoing]:
    """The service's events of a call, as its relay publishes them."""
    from shared.messaging.relay import as_message

    sql = "select * from outbox where payload ->> 'call' = %s order by seq"
    return [as_message(service, row) for row in lab.rows(service, sql, (call,))]


def publish(lab: Lab, messages: Sequence[Outgoing]) -> None:
    """All of them, in this order; confirmed."""
    publisher = Publisher(lab.direct.amqp("admin"), "the lab")
    try:
        for start in range(0, len(messages), BATCH):
            assert not publisher.publish(messages[start : start + BATCH]), "a message had no queue"
    finally:
        publisher.close()


def to_queue(queue: str, body: bytes, **properties: Any) -> Outgoing:
    """Any bytes, straight to a queue."""
    headers = properties.pop("headers", {})
    return Outgoing(str(uuid4()), "", queue, body, headers, properties)


def as_json(value: Any) -> bytes:
    return json.dumps(value).encode()


@contextmanager
def relay_held_back(lab: Lab, service: str) -> Iterator[None]:
    """Nothing leaves the service's outbox: the lab takes the lock that makes a relay lead."""
    with closing(psycopg2.connect(lab.direct.database_admin)) as administrator:
        administrator.autocommit = True
        url = lab.direct.database_admin.rpartition("/")[0] + f"/alliance_{service}"
        with closing(psycopg2.connect(url)) as session:
            session.autocommit = True
            assert until(lambda: _takes_the_lead(administrator, session, f"alliance_{service}"), 20)
            yield


def _takes_the_lead(administrator: Any, session: Any, database: str) -> bool:
    """Whether the lab leads now. Where a relay does, its session is ended, and a moment later the lead is free."""
    from shared.messaging.relay import TAKE_THE_LEAD

    with administrator.cursor() as cursor, session.cursor() as taking:
        cursor.execute(_END_THE_LEADER, (database,))
        taking.execute(TAKE_THE_LEAD)
        return bool(taking.fetchone()[0])


def copies(messages: Iterable[Outgoing], times: int) -> list[Outgoing]:
    return [message for message in messages for _ in range(times)]
