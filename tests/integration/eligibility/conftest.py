"""Eligibility's use cases on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.eligibility.repository import Repository
from shared.messaging.outbox import Outbox
from tests.support.foundations import Foundations
from tests.support.store import Store, store_of


@pytest.fixture
def store(foundations: Foundations) -> Iterator[Store]:
    with store_of(foundations, "eligibility", lambda tx: (Repository(tx), Outbox(tx))) as made:
        yield made
