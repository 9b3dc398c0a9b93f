"""Intake's use cases on a real PostgreSQL: every statement runs, and races have one winner."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from services.intake.repository import Repository
from shared.contracts.errors import Refusal
from shared.messaging.outbox import Outbox
from shared.storage.database import Database, Row, Transaction
from tests.support.foundations import Foundations, foundations  # noqa: F401
from tests.unit.intake.fake_intake import Desk

TEMPLATE = "intake"

Answer = TypeVar("Answer")


class RealDesk(Desk):
    """The desk of the unit tests, over the real tables, in one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self.repository = Repository(tx)  # type: ignore[assignment]  # which has every method of the fake
        self.outbox = Outbox(tx)  # type: ignore[assignment]


class Store:
    """Runs use cases, each in a transaction of its own, as an entrypoint would."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.run(lambda desk: desk.open_call())

    def run(self, work: Callable[[RealDesk], Answer]) -> Answer:
        with self.database.transaction() as tx:
            return work(RealDesk(tx))

    def at_once(self, *works: Callable[[RealDesk], Any]) -> list[Any]:
        """What each gives, or the refusal that it raises."""

        def settle(work: Callable[[RealDesk], Any]) -> Any:
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


@pytest.fixture(scope="session")
def _template(foundations: Foundations) -> None:  # noqa: F811
    foundations.create_template(TEMPLATE, "shared.messaging", "services.intake")


@pytest.fixture
def store(foundations: Foundations, _template: None) -> Iterator[Store]:  # noqa: F811
    url = foundations.create_database(TEMPLATE)
    made = Store(url)
    try:
        yield made
    finally:
        made.database.close()
        foundations.drop_database(url)
