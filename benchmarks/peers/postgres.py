"""A small pool over psycopg2, for the peers whose handlers are ordinary functions."""

from __future__ import annotations

import os
import queue
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2

from benchmarks.work.stages import Statement


class Pool:
    def __init__(self) -> None:
        self._idle: queue.LifoQueue[Any] = queue.LifoQueue()

    def run(self, statements: Iterable[Statement]) -> None:
        """All in one transaction."""
        with self.connection() as connection, connection, connection.cursor() as cursor:
            for sql, parameters in statements:
                cursor.execute(sql, parameters)

    @contextmanager
    def connection(self) -> Iterator[Any]:
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            connection = psycopg2.connect(os.environ["DATABASE_URL"])
        yield connection
        self._idle.put(connection)  # one that failed is not given back

    def close(self) -> None:
        while not self._idle.empty():
            self._idle.get_nowait().close()
