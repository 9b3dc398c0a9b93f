"""Intake's use cases on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.intake.domain.audience import audience_of
from services.intake.repository import Repository
from shared.contracts.people import Caller
from shared.contracts.requests import Model
from shared.messaging.outbox import Outbox
from shared.messaging.reminded import Reminded
from shared.storage.database import Transaction
from tests.support.foundations import Foundations
from tests.support.store import Store, store_of
from tests.unit.intake.fake_intake import Desk


class RealDesk(Desk):
    """The desk of the unit tests, over the real tables, in one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self.repository = Repository(tx)  # type: ignore[assignment]  # which has every method of the fake
        self.outbox = Outbox(tx)  # type: ignore[assignment]
        self.reminded = Reminded(tx)  # type: ignore[assignment]

    def seen(self, request: Model, caller: Caller) -> Repository:
        return Repository(self._tx, audience_of(type(request), caller))


@pytest.fixture
def store(foundations: Foundations) -> Iterator[Store]:
    """With a call that is open."""
    with store_of(foundations, "intake", lambda tx: (RealDesk(tx),)) as made:
        made.run(lambda desk: desk.open_call())
        yield made
