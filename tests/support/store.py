"""The real tables of one service, for tests of its use cases: every statement runs, and races have one winner."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from shared.contracts.errors import Refusal
from shared.storage.database import Database, Row, Transaction
from tests.support.foundations import Foundations

Work = Callable[..., Any]


class Store:
    """Runs use cases, each in a transaction of its own, as an entrypoint would.

    `hand` makes what a use case is handed (its repository, its outbox) from a transaction.
    """

    def __init__(self, url: str, hand: Callable[[Transaction], tuple[Any, ...]]) -> None:
        self.database = Database(url)
        self._hand = hand

    def run(self, work: Work) -> Any:
        with self.database.transaction() as tx:
            return work(*self._hand(tx))

    def at_once(self, *works: Work) -> list[Any]:
        """What each gives, or the refusal that it raises."""

        def settle(work: Work) -> Any:
            try:
                return self.run(work)
            except Refusal as refusal:
                return refusal

        with ThreadPoolExecutor(len(works)) as pool:
            return list(pool.map(settle, works))

    def rows(self, sql: str, params: Any = None) -> list[Row]:
        with self.database.transaction() as tx:
            return tx.all(sql, params)

    def events(self) -> list[str]:
        return [row["type"] for row in self.rows("select type from outbox order by seq")]


@contextmanager
def store_of(foundations: Foundations, service: str, hand: Callable[[Transaction], tuple[Any, ...]]) -> Iterator[Store]:
    """A database with the service's tables and nothing in them but what its migrations leave; given back at the end."""
    url = foundations.database_of(service)
    made = Store(url, hand)
    try:
        yield made
    finally:
        made.database.close()
        foundations.give_back(url)
