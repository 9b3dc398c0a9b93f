"""Statements whose outcome nobody asks for: they go in their order, many in one round trip.

In a green process a part of them is on its way while the next ones are written: PostgreSQL and Python work at once.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import psycopg2

from shared.runtime.limits import is_green

if TYPE_CHECKING:
    from shared.runtime.green import Aside

PART = 25  # statements, from which on a part is sent ahead
LIMIT = 200  # that wait at most


class Behind:
    """Those of one transaction. Between two calls a part may be under way on its connection: `take` waits for it."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        self._waiting: list[bytes] = []
        self._under_way: Aside | None = None

    def add(self, sql: str, params: Any) -> None:
        self._waiting.append(self._cursor.mogrify(sql, params))
        if len(self._waiting) >= LIMIT:
            self.send()
        elif len(self._waiting) % PART == 0 and is_green():
            self._send_ahead()

    def take(self) -> list[bytes]:
        """What waits, once all before it is done. Raises what that raised."""
        self.settle()
        waiting, self._waiting = self._waiting, []
        return waiting

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
        self._waiting = []
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
