"""Outbox, inbox and order as the recipes have them, in one transaction an event; for the peers that keep them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from benchmarks.peers.postgres import Pool
from benchmarks.work.stages import Event, Statement

RECORD = """
insert into kept_outbox (event_id, producer, type, aggregate_id, version, payload)
values (%(event_id)s::uuid, %(producer)s, %(type)s, %(aggregate_id)s::uuid, %(version)s, %(payload)s::jsonb)
"""
TAKE_IN = """
insert into kept_inbox (consumer, event_id) values (%(consumer)s, %(event_id)s::uuid) on conflict do nothing
"""
MOVE_ON = """
insert into kept_positions (consumer, producer, aggregate_id, version)
values (%(consumer)s, %(producer)s, %(aggregate_id)s::uuid, %(version)s)
on conflict (consumer, producer, aggregate_id) do update set version = excluded.version
where kept_positions.version = excluded.version - 1
"""
#: One relay a producer.
TAKE_OUT = """
select seq, event_id, producer, type, aggregate_id, version, payload from kept_outbox
where producer = %(producer)s and published_at is null order by seq limit 100 for update
"""
MARK = "update kept_outbox set published_at = now() where seq = any(%(seqs)s)"


class OutOfOrder(Exception):
    """Its predecessor has not come: back to the queue with it."""


def do_and_tell(pool: Pool, statements: Iterable[Statement], producer: str, type_: str, event: Event) -> None:
    """The work and what it tells, in one transaction."""
    pool.run([*statements, told(producer, type_, event)])


def do_once(
    pool: Pool, consumer: str, message: Event, statements: Iterable[Statement], tells: Iterable[Statement] = ()
) -> None:
    """The work of an event, once and in its aggregate's order, and what it tells, in one transaction. Raises
    OutOfOrder."""
    keys = {name: message[name] for name in ("event_id", "producer", "aggregate_id", "version")}
    keys["consumer"] = consumer
    with pool.connection() as connection, connection, connection.cursor() as cursor:
        cursor.execute(TAKE_IN, keys)
        if cursor.rowcount == 0:
            return
        cursor.execute(MOVE_ON, keys)
        if cursor.rowcount == 0:
            raise OutOfOrder
        for sql, parameters in (*statements, *tells):
            cursor.execute(sql, parameters)


def told(producer: str, type_: str, event: Event) -> Statement:
    """An application has one event of each producer here."""
    columns: dict[str, Any] = {"event_id": str(uuid4()), "producer": producer, "type": type_, "version": 1}
    return RECORD, columns | {"aggregate_id": event["application_id"], "payload": json.dumps(event)}
