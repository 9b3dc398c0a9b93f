"""Cohort's use cases on a real PostgreSQL: every statement runs, and races have one winner."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from services.cohort.repository import Repository
from shared.messaging.outbox import Outbox
from shared.storage.database import Database, Row, Transaction
from tests.support.foundations import Foundations, foundations  # noqa: F401
from tests.unit.cohort.fake_cohort import PROGRAM

TEMPLATE = "cohort"

Work = Callable[[Repository, Outbox], Any]


class Store:
    """Runs a use case in a transaction of its own, as an entrypoint would."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)

    def run(self, work: Work) -> Any:
        with self.database.transaction() as tx:
            return work(Repository(tx, PROGRAM), Outbox(tx))

    def rows(self, sql: str, params: Any = None) -> list[Row]:
        with self.database.transaction() as tx:
            return tx.all(sql, params)


@pytest.fixture(scope="session")
def _template(foundations: Foundations) -> None:  # noqa: F811
    foundations.create_template(TEMPLATE, "shared.messaging", "services.cohort")


@pytest.fixture
def store(foundations: Foundations, _template: None) -> Iterator[Store]:  # noqa: F811
    url = foundations.create_database(TEMPLATE)
    made = Store(url)
    try:
        yield made
    finally:
        made.database.close()
        foundations.drop_database(url)


@pytest.fixture
def tx(store: Store) -> Iterator[Transaction]:
    """For what needs no second transaction."""
    with store.database.transaction() as transaction:
        yield transaction
