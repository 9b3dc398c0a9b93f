"""Connections and transactions of one service's database.

The only place that opens connections. Every wait is bounded: by PostgreSQL's own time-outs, and above them by a limit
on the whole transaction, since a green psycopg2 has none of its own.
"""

from __future__ import annotations

import queue
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import psycopg2
from psycopg2 import errors
from psycopg2.extensions import TRANSACTION_STATUS_IDLE
from psycopg2.extras import Json, register_uuid
from pydantic_core import to_json

from shared.runtime.limits import bounded
from shared.storage.behind import Behind

register_uuid()  # type: ignore[no-untyped-call]

TRANSACTION_LIMIT_S = 10
STATEMENT_LIMIT_MS = 8_000
LOCK_LIMIT_MS = 4_000
IDLE_IN_TRANSACTION_LIMIT_MS = 15_000
CONNECT_LIMIT_S = 5
ROLLBACK_LIMIT_S = 2
PROBE_LIMIT_S = 3
POOL_SIZE = 12
#: After an outage all parts of a service want a connection at once. A dozen handshakes beside each other outlast their
#: limit on a busy machine, all of them, and are begun anew: services were still without a database minutes after it.
CONNECTING_AT_ONCE = 2
TURN_LIMIT_S = 3

#: No statement here is long enough to be worth compiling.
_OPTIONS = (
    f"-c statement_timeout={STATEMENT_LIMIT_MS} -c lock_timeout={LOCK_LIMIT_MS}"
    f" -c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION_LIMIT_MS} -c timezone=UTC -c jit=off"
)

#: Two transactions were in each other's way: the same work may succeed at once.
TRANSIENT = (errors.SerializationFailure, errors.DeadlockDetected, errors.LockNotAvailable)
IMMEDIATE_TRIES = 3

#: The database answers, but cannot do its work.
IMPAIRED = (
    errors.ReadOnlySqlTransaction,
    errors.QueryCanceled,
    errors.DiskFull,
    errors.OutOfMemory,
    errors.TooManyConnections,
)

Result = TypeVar("Result")
Row = dict[str, Any]
Ending = Callable[["Transaction", list[Any]], None]
Params = dict[str, Any] | Sequence[Any] | None


class DatabaseDown(Exception):
    """The database does not answer, refuses to write, or let go of the connection. The work may be tried again."""


class CutOff(DatabaseDown):
    """The transaction took longer than its limit: by the database's fault, or by its own."""


def as_json(value: Any) -> Json:
    """A value for a jsonb column."""
    return Json(value)


def as_ids(ids: Iterable[UUID]) -> str:
    """Ids for a uuid[]: as one literal, where a list is one for each of them."""
    return f"{{{','.join(map(str, ids))}}}"


def as_rows(rows: Iterable[Row]) -> Json:
    """Rows for jsonb_to_recordset: what JSON has no form for as its text, moments as ISO 8601 has them."""
    return Json(list(rows), dumps=_rows_dumped)


def _rows_dumped(rows: list[Row]) -> str:
    """By pydantic's writer: ten times as fast as Python's, which asks for the text of each id and moment."""
    return to_json(rows, fallback=str).decode()


class Transaction:
    """One transaction. Handlers and repositories never commit; `Database.transaction` does.

    It begins and ends by statements, which travel with others: a round trip of their own costs more than they do.
    """

    def __init__(self, connection: Any, *, read_only: bool = False, gathers_rows: bool = False) -> None:
        self._connection = connection
        self._cursor = connection.cursor()
        self._now: datetime | None = None
        self._behind = Behind(self._cursor, gathers=gathers_rows)
        # never "read write" in words: a server that only reads must say so at the first write
        self._behind.add("begin read only" if read_only else "begin", None)
        self._endings: dict[Ending, list[Any]] = {}
        self.signals: set[str] = set()
        #: What was read ahead, by whatever key its reader chose; whoever writes what it is of takes it out.
        self.known: dict[Any, Any] = {}

    def execute(self, sql: str, params: Params = None) -> int:
        """Run a statement; the number of rows it touched."""
        self._send(sql, params)
        return int(self._cursor.rowcount)

    def all(self, sql: str, params: Params = None) -> list[Row]:
        self._send(sql, params)
        names = self._names()
        return [dict(zip(names, row, strict=True)) for row in self._cursor.fetchall()]

    def find(self, sql: str, params: Params = None) -> Row | None:
        """The first row, or None."""
        self._send(sql, params)
        row = self._cursor.fetchone()
        return None if row is None else dict(zip(self._names(), row, strict=True))

    def one(self, sql: str, params: Params = None) -> Row:
        """The row of a statement that always gives one."""
        row = self.find(sql, params)
        if row is None:
            raise LookupError("the statement gave no row")
        return row

    def later(self, sql: str, params: Params = None) -> None:
        """Run a statement whose outcome nobody asks for: it travels with the next one, or before the commit.

        In its place among all others; what it raises is raised there. A round trip costs more than a small write.
        """
        self._behind.add(sql, params)

    def at_end(self, ending: Ending, item: Any) -> None:
        """Have `ending(this transaction, every item given to it)` run once, just before the commit."""
        self._endings.setdefault(ending, []).append(item)

    def finish(self) -> None:
        """What was left for the end."""
        self._end()
        self._behind.send()

    def commit(self) -> None:
        """What was left for the end, and the commit with it. Nothing at all, where nothing was said."""
        self._end()
        if self._is_begun() or len(self._behind) > 1:
            self._send("commit", None)

    def roll_back(self) -> None:
        self._behind.undo()
        if self._is_begun():
            self._cursor.execute("rollback")

    def _end(self) -> None:
        endings, self._endings = self._endings, {}
        for ending, items in endings.items():
            ending(self, items)

    def _is_begun(self) -> bool:
        """Also where it has failed meanwhile."""
        return bool(self._connection.info.transaction_status != TRANSACTION_STATUS_IDLE)

    def cut_off(self) -> None:
        """Before its connection is closed."""
        self._behind.cut_off()

    def now(self) -> datetime:
        """The database's clock at the start of the transaction: the one clock that decides deadlines and leases."""
        if self._now is None:
            self._now = self.one("select now() as now")["now"]
        return self._now

    def learn_now(self, now: datetime) -> None:
        """Another statement has said it."""
        self._now = now

    def signal(self, name: str) -> None:
        """Wake those who wait on `name` once this transaction has committed."""
        self.signals.add(name)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo the block alone when it raises."""
        self.execute("savepoint part")
        left_before = {ending: list(items) for ending, items in self._endings.items()}
        try:
            yield
            self._behind.send()
        except DatabaseDown:
            raise  # the whole transaction is over
        except Exception:
            self._behind.undo()
            self._endings = left_before
            self.execute("rollback to savepoint part")
            raise
        self.execute("release savepoint part")

    def _send(self, sql: str, params: Params) -> None:
        """Everything that is behind and this statement, in one round trip."""
        if behind := self._behind.take():
            self._cursor.execute(b";".join([*behind, self._cursor.mogrify(sql, params)]))
        else:
            self._cursor.execute(sql, params)

    def _names(self) -> list[str]:
        return [column.name for column in self._cursor.description]


def immediately_again(work: Callable[[], Result]) -> Result:
    """Do the work; again, up to IMMEDIATE_TRIES in all, where another transaction was in its way."""
    for _ in range(IMMEDIATE_TRIES - 1):
        with suppress(*TRANSIENT):
            return work()
    return work()


class Database:
    """A bounded pool over one database. Connects at the first use, never at import or construction."""

    def __init__(self, url: str, *, size: int = POOL_SIZE) -> None:
        self._url = url
        self._pool: queue.LifoQueue[Any] = queue.LifoQueue()
        self._size = size
        for _ in range(size):
            self._pool.put(None)
        self._listeners: dict[str, list[Callable[[], None]]] = defaultdict(list)
        self._outages = 0  # that were noticed
        self._connecting = threading.Semaphore(CONNECTING_AT_ONCE)

    def on_signal(self, name: str, wake: Callable[[], None]) -> None:
        """Call `wake` after each commit of a transaction that gave the signal."""
        self._listeners[name].append(wake)

    @contextmanager
    def transaction(
        self, *, read_only: bool = False, seconds: float = TRANSACTION_LIMIT_S, gathers_rows: bool = False
    ) -> Iterator[Transaction]:
        """Begin; commit when the block ends, roll back when it raises. Raises DatabaseDown.

        `gathers_rows`: for work that is done again in smaller parts when it fails (behind.py).

        After DatabaseDown at the end of the block the commit is in doubt: repeat the same events or the same command.
        """
        with self._connection() as connection:
            transaction = Transaction(connection, read_only=read_only, gathers_rows=gathers_rows)
            try:
                with bounded(seconds, CutOff("the transaction took too long")):
                    yield transaction
                    transaction.commit()
            except BaseException as error:
                self._give_up(connection, transaction, error)
                if isinstance(error, Exception) and is_outage(error, connection):
                    self._drop_idle()
                    kind = CutOff if isinstance(error, errors.QueryCanceled) else DatabaseDown
                    raise kind(type(error).__name__) from error
                raise
        for name in transaction.signals:
            for wake in self._listeners[name]:
                wake()

    @property
    def in_use(self) -> int:
        """Connections that somebody has at the moment."""
        return self._size - self._pool.qsize()

    def answers(self) -> bool:
        try:
            with self.transaction(read_only=True, seconds=PROBE_LIMIT_S) as tx:
                tx.one("select 1")
        except DatabaseDown:
            return False
        return True

    def close(self) -> None:
        """Close the idle connections."""
        while True:
            try:
                connection = self._pool.get_nowait()
            except queue.Empty:
                return
            if connection is not None:
                connection.close()

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        try:
            connection = self._pool.get(timeout=TRANSACTION_LIMIT_S)
        except queue.Empty:
            raise DatabaseDown("every connection is in use") from None
        outages = self._outages
        try:
            if connection is None or connection.closed:
                connection = None
                connection = self._connect()
            yield connection
        finally:
            if connection is not None and outages != self._outages:  # in use meanwhile: it may be dead and not know it
                connection.close()
            self._pool.put(None if connection is None or connection.closed else connection)

    def _connect(self) -> Any:
        if not self._connecting.acquire(timeout=TURN_LIMIT_S):
            raise DatabaseDown("others wait for a connection")
        try:
            return connect(self._url)
        finally:
            self._connecting.release()

    def _drop_idle(self) -> None:
        """After an outage the other connections are broken as well; finding that out one by one would take as many
        failures. Those in use at the moment are closed when they come back."""
        self._outages += 1
        idle = []
        with suppress(queue.Empty):
            while True:  # all are taken out before one is put back: the last put is the first got
                idle.append(self._pool.get_nowait())
        for connection in idle:
            if connection is not None:
                connection.close()
            self._pool.put(None)

    @staticmethod
    def _give_up(connection: Any, transaction: Transaction, error: BaseException) -> None:
        """Roll back; a connection that was cut off in the middle of a statement is dropped instead."""
        try:
            if isinstance(error, DatabaseDown) or not isinstance(error, Exception):
                transaction.cut_off()
                connection.close()
            else:
                with bounded(ROLLBACK_LIMIT_S, DatabaseDown("rolling back took too long")):
                    transaction.roll_back()
        except (psycopg2.Error, DatabaseDown):
            transaction.cut_off()
            connection.close()


def connect(url: str) -> Any:
    """A new connection with every limit set, which begins nothing by itself. Raises DatabaseDown."""
    try:
        with bounded(CONNECT_LIMIT_S + 1, DatabaseDown("connecting took too long")):
            connection = psycopg2.connect(
                url,
                connect_timeout=CONNECT_LIMIT_S,
                options=_OPTIONS,
                keepalives_idle=10,
                keepalives_interval=5,
                keepalives_count=3,
                tcp_user_timeout=15_000,
            )
            connection.autocommit = True
            return connection
    except psycopg2.OperationalError as error:
        raise DatabaseDown("cannot connect") from error


def is_outage(error: Exception, connection: Any) -> bool:
    """Whether the fault is the database's, so that the same work succeeds once the database is back."""
    if isinstance(error, IMPAIRED):
        return True
    if isinstance(error, psycopg2.InterfaceError | psycopg2.OperationalError):
        return bool(connection.closed)
    return False
