"""Statements whose outcome nobody asks for: they go in their order, many in one round trip.

In a green process a part of them is on its way while the next ones are written: PostgreSQL and Python work at once.
Where rows are gathered, those of one statement go by one statement, in the place of the first of them; not past
another statement that names their table, nor past one that reads or locks.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import psycopg2

from shared.runtime.limits import is_green
from shared.storage.rows import Rows, has_to_do, insert_of

if TYPE_CHECKING:
    from shared.runtime.green import Aside

PART = 50  # statements, from which on a part is sent ahead
LIMIT = 200  # that wait at most


class Behind:
    """Those of one transaction. Between two calls a part may be under way on its connection: `take` waits for it."""

    def __init__(self, cursor: Any, *, gathers: bool) -> None:
        self._cursor = cursor
        self._gathers = gathers
        self._waiting: list[bytes | Rows] = []
        self._open: dict[str, Rows] = {}  # those of them that more rows may join, by their statement
        self._number = 0
        self._under_way: Aside | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, sql: str, params: Any) -> None:
        insert = insert_of(sql) if self._gathers else None
        for other in [one for one, rows in self._open.items() if one != sql and has_to_do(sql, rows.insert.table)]:
            del self._open[other]
        if insert is None:
            self._waiting.append(self._cursor.mogrify(sql, params))
        else:
            if sql not in self._open:
                self._open[sql] = Rows(insert)
                self._waiting.append(self._open[sql])
            self._open[sql].values.append(self._cursor.mogrify(insert.values, params))
        self._number += 1
        if self._number >= LIMIT:
            self.send()
        elif self._number % PART == 0 and is_green():
            self._send_ahead()

    def take(self) -> list[bytes]:
        """What waits, once all before it is done. Raises what that raised."""
        self.settle()
        waiting = [one.written() if isinstance(one, Rows) else one for one in self._waiting]
        self._forget()
        return waiting

    def _forget(self) -> None:
        self._waiting, self._open, self._number = [], {}, 0

    def send(self) -> None:
        """All that waits is done."""
        if waiting := self.take():
            self._cursor.execute(b";".join(waiting))

    def settle(self) -> None:
        """What is under way is done. Raises what it raised."""
        if self._under_way is not None:
            self._under_way.wait()
            self._under_way = None

    def undo(self) -> None:
        """Of a transaction, or a part of it, that is rolled back: nothing waits, nothing is under way."""
        self._forget()
        with suppress(psycopg2.Error):
            self.settle()
        self._under_way = None

    def cut_off(self) -> None:
        """The connection is to be closed, whatever is under way on it."""
        if self._under_way is not None:
            self._under_way.end()

    def _send_ahead(self) -> None:
        """Unless the part before is not done yet: then more gathers."""
        if self._under_way is not None and not self._under_way.is_over():
            return
        from shared.runtime.green import Aside  # noqa: PLC0415  (an ordinary process never loads eventlet)

        part = b";".join(self.take())
        self._under_way = Aside(partial(self._cursor.execute, part))
        self._under_way.begin()
