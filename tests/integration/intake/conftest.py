"""Intake's use cases on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.intake.repository import Repository
from shared.messaging.outbox import Outbox
from shared.storage.database import Transaction
from tests.support.foundations import Foundations
from tests.support.store import Store, store_of
from tests.unit.intake.fake_intake import Desk


class RealDesk(Desk):
    """The desk of the unit tests, over the real tables, in one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self.repository = Repository(tx)  # type: ignore[assignment]  # which has every method of the fake
        self.outbox = Outbox(tx)  # type: ignore[assignment]


@pytest.fixture
def store(foundations: Foundations) -> Iterator[Store]:
    """With a call that is open."""
    with store_of(foundations, "intake", lambda tx: (RealDesk(tx),)) as made:
        made.run(lambda desk: desk.open_call())
        yield made
