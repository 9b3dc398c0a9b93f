"""Which errors are the database's own, so that the same work succeeds once it is back."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import psycopg2
import pytest
from psycopg2 import errors

from shared.messaging.client import CALL_LIMIT_S
from shared.storage.database import (
    CONNECTING_AT_ONCE,
    LOCK_LIMIT_MS,
    STATEMENT_LIMIT_MS,
    TRANSACTION_LIMIT_S,
    Database,
    DatabaseDown,
    connect,
    is_outage,
)

OPEN, CLOSED = SimpleNamespace(closed=0), SimpleNamespace(closed=2)


@pytest.mark.parametrize(
    "error",
    [
        errors.ReadOnlySqlTransaction(),
        errors.QueryCanceled(),
        errors.DiskFull(),
        errors.OutOfMemory(),
        errors.TooManyConnections(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_database_that_cannot_work_is_an_outage(error: psycopg2.Error) -> None:
    assert is_outage(error, OPEN)


@pytest.mark.parametrize("error", [psycopg2.OperationalError(), psycopg2.InterfaceError(), errors.AdminShutdown()])
def test_a_lost_connection_is_an_outage(error: psycopg2.Error) -> None:
    assert is_outage(error, CLOSED)


@pytest.mark.parametrize(
    "error", [errors.UniqueViolation(), errors.DeadlockDetected(), errors.LockNotAvailable(), ValueError()]
)
def test_other_errors_are_the_works_own(error: Exception) -> None:
    assert not is_outage(error, OPEN)


def test_limits_end_a_wait_from_the_inside_out() -> None:
    """The lock before the statement before the transaction; a caller waits about as long."""
    assert (LOCK_LIMIT_MS, STATEMENT_LIMIT_MS) == (4_000, 8_000)
    assert LOCK_LIMIT_MS < STATEMENT_LIMIT_MS < TRANSACTION_LIMIT_S * 1000
    assert CALL_LIMIT_S < TRANSACTION_LIMIT_S == 10


def test_a_database_that_is_not_there_is_down() -> None:
    with pytest.raises(DatabaseDown):
        connect("postgresql://a:b@127.0.0.1:1/c")


def test_a_service_opens_few_connections_at_once() -> None:
    """The server takes its time with each: the others come when one has gone."""
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(4 * CONNECTING_AT_ONCE) as callers:
        database = Database(f"postgresql://a:b@127.0.0.1:{server.getsockname()[1]}/c")
        asked = [callers.submit(database.answers) for _ in range(2 * CONNECTING_AT_ONCE)]
        server.settimeout(1)
        for _ in range(2):
            there = [server.accept()[0] for _ in range(CONNECTING_AT_ONCE)]
            with pytest.raises(TimeoutError):
                server.accept()
            for one in there:
                one.close()
        assert [one.result() for one in asked] == [False] * len(asked)
