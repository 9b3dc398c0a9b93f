"""Relay: publishes what the outbox holds, in its order, and marks it once the broker has confirmed.

One relay a service is active: it holds an advisory lock on a session of its own, and lets go with the session. Rows
are found by `published_at is null`, never by a last number: identities commit out of order.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import eventlet
import psycopg2
import structlog
from eventlet.event import Event as Wake
from eventlet.timeout import Timeout
from psycopg2.extras import RealDictCursor

from shared.contracts.envelope import Envelope
from shared.messaging import names
from shared.messaging.broker import BrokerDown, BrokerRefused
from shared.messaging.gathering import STREAM_S, Gathering
from shared.messaging.outbox import NAMES
from shared.messaging.publisher import Outgoing, Publisher
from shared.messaging.spans import published
from shared.runtime.extensions import Provider
from shared.runtime.limits import bounded
from shared.storage.database import TRANSACTION_LIMIT_S, DatabaseDown, Row, connect

log = structlog.get_logger()

BATCH = 100
POLL_S = 1
RETRY_S = 2
IDLE_SESSION_LIMIT_MS = 60_000  # a frozen relay loses its session, and with it the lock

COLUMNS = f"seq, {NAMES}, created_at, published_at"
_SELECT = f"select {COLUMNS} from outbox where published_at is null order by seq limit %s"  # noqa: S608  # nosec B608 - names of our own columns
_MARK = "update outbox set published_at = now() where seq = any(%s)"
_REPLAY = "select replay_id, consumer, next_seq, until_seq from replays order by asked_at, replay_id limit 1"
_SELECT_AGAIN = f"""
select {COLUMNS} from outbox
where published_at is not null and seq between %(next_seq)s and %(until_seq)s order by seq limit %(limit)s
"""  # noqa: S608  # nosec B608 - names of our own columns
_MOVE_REPLAY = "update replays set next_seq = %s where replay_id = %s"
_END_REPLAY = "delete from replays where replay_id = %s"
#: No mark waits for the disk: one that a crash of the database loses is published again, and dropped by who has it.
SESSION = "set idle_session_timeout = %s; set synchronous_commit = off"
#: Whoever has it leads, as long as its session lasts.
TAKE_THE_LEAD = "select pg_try_advisory_lock(hashtext('outbox relay')) as taken"


class Relay(Provider):
    """Runs beside the service's workers; gives the service nothing, so it appears in service.py by its name alone."""

    def setup(self) -> None:
        self._source = self.container.service_name
        self._publisher = Publisher(self.container.settings.amqp_uri, f"relay of {self._source}")
        self._connection: Any = None
        self._wake: Any = Wake()
        self._gathering = Gathering()
        self._stopping = False
        self._loop: Any = None
        self.leads = False
        self.trouble: str | None = None
        self.container.database.on_signal("outbox", self._on_commit)

    def start(self) -> None:
        self._loop = self.container.spawn_managed_thread(self._run, identifier="outbox relay")

    def stop(self) -> None:
        """After the batch under way."""
        self._stopping = True
        self._on_commit()
        if self._loop is not None:
            self._loop.wait()
        self._let_go()

    def _run(self) -> None:
        while not self._stopping:
            try:
                busy = self._lead() and self._work()
                self.trouble = None
            except (BrokerDown, BrokerRefused, DatabaseDown, psycopg2.Error, Unroutable) as error:
                self.trouble = trouble_of(error)
                log.warning("relay_paused", service=self._source, reason=self.trouble)
                self._let_go()
                self._wait(RETRY_S)
                continue
            if not busy:
                self._publisher.idle()
                self._wait(POLL_S)

    def _lead(self) -> bool:
        """Whether this relay holds the lock; tries to take it when nobody does."""
        if self._connection is None or self._connection.closed:
            self._connection = connect(self.container.settings.database_url)
            self._query(SESSION, (IDLE_SESSION_LIMIT_MS,))
            self.leads = False
        if not self.leads:
            self.leads = self._query(TAKE_THE_LEAD)[0]["taken"]
        return self.leads

    def _work(self) -> bool:
        """What is new first, then a batch of what is to be told again; whether there is more."""
        full = self._publish_batch() == BATCH
        return self._replay_batch() or full

    def _replay_batch(self) -> bool:
        found = self._query(_REPLAY)
        if not found:
            return False
        replay = found[0]
        rows = self._query(_SELECT_AGAIN, replay | {"limit": BATCH})
        unroutable = self._publisher.publish([as_message(self._source, row, replay["consumer"]) for row in rows])
        if unroutable and replay["consumer"] is None:
            raise Unroutable("no queue is bound for what is to be told again: run the set-up step")
        if len(rows) < BATCH:
            self._query(_END_REPLAY, (replay["replay_id"],))
        else:
            self._query(_MOVE_REPLAY, (rows[-1]["seq"] + 1, replay["replay_id"]))
        return True

    def _publish_batch(self) -> int:
        rows = self._query(_SELECT, (BATCH,))
        self._gathering.took(len(rows))
        if not rows:
            return 0
        messages = [as_message(self._source, row) for row in rows]
        with published(messages, rows):
            unroutable = self._publisher.publish(messages)
        self._query(_MARK, ([row["seq"] for row in rows if str(row["event_id"]) not in unroutable],))
        if unroutable:
            keys = sorted({message.routing_key for message in messages if message.id in unroutable})
            raise Unroutable(f"no queue is bound for {', '.join(keys)}: run the set-up step")
        return len(rows)

    def _query(self, sql: str, params: Any = None) -> list[Row]:
        limit = bounded(TRANSACTION_LIMIT_S, DatabaseDown("the relay's query took too long"))
        with limit, self._connection.cursor(cursor_factory=RealDictCursor) as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall()) if cursor.description else []

    def _let_go(self) -> None:
        self.leads = False
        self._publisher.close()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _on_commit(self) -> None:
        if not self._wake.ready():
            self._wake.send()

    def _wait(self, seconds: float) -> None:
        """Until a commit or for `seconds`: the poll is the truth, the signal only saves time.

        In a stream of commits for those that follow, too: a batch costs three queries and a wait for the broker.
        """
        with Timeout(seconds, False):
            self._wake.wait()
        if self._gathering.is_stream and not self._stopping:
            eventlet.sleep(STREAM_S)
        self._wake = Wake()


class Unroutable(Exception):
    """No queue is bound for an event: a broken topology, since reporting hears everything."""


def as_message(source: str, row: Row, consumer: str | None = None) -> Outgoing:
    """An outbox row as the message that goes to `<source>.events`; sent again to one consumer, to `<source>.replay`."""
    envelope = as_envelope(source, row)
    exchange, routing_key, body = names.events_exchange(source), envelope.type, envelope.recorded_json()
    if consumer is not None:
        exchange, routing_key = names.replay_exchange(source), f"{consumer}.{envelope.type}"
        body = envelope.model_copy(update={"replayed": True}).model_dump_json().encode()
    headers = {names.AGGREGATE_ID: str(envelope.aggregateid)}
    return Outgoing(id=str(envelope.id), exchange=exchange, routing_key=routing_key, body=body, headers=headers)


def as_envelope(source: str, row: Row) -> Envelope:
    created_at: datetime = row["created_at"]
    return Envelope(
        id=row["event_id"],
        source=source,
        type=row["type"],
        time=created_at,
        subject=str(row["aggregate_id"]),
        schemaversion=row["schema_version"],
        aggregate=row["aggregate"],
        aggregateid=row["aggregate_id"],
        aggregateversion=row["aggregate_version"],
        correlationid=row["correlation_id"],
        causationid=row["causation_id"],
        actor=row["actor"],
        traceparent=row["traceparent"],
        data=row["payload"],
    )


def trouble_of(error: Exception) -> str:
    """For the operator who reads why a service is not ready. What the database says may quote data and stays out."""
    match error:
        case Unroutable():
            return str(error)
        case BrokerRefused():
            return "the broker does not let it in: its user, its password, or the set-up step"
        case BrokerDown():
            return "the broker does not answer"
        case DatabaseDown() | psycopg2.OperationalError() | psycopg2.InterfaceError():
            return "the database does not answer, or has closed the connection"
    return f"the database refuses a statement ({type(error).__name__}); the log has more"
