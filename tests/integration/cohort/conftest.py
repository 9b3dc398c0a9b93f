"""Cohort's use cases on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.cohort.repository import Repository
from shared.messaging.outbox import Outbox
from shared.storage.database import Transaction
from tests.support.foundations import Foundations
from tests.support.store import Store, store_of
from tests.unit.cohort.fake_cohort import PROGRAM


@pytest.fixture
def store(foundations: Foundations) -> Iterator[Store]:
    with store_of(foundations, "cohort", lambda tx: (Repository(tx, PROGRAM), Outbox(tx))) as made:
        yield made


@pytest.fixture
def tx(store: Store) -> Iterator[Transaction]:
    """For what needs no second transaction."""
    with store.database.transaction() as transaction:
        yield transaction
