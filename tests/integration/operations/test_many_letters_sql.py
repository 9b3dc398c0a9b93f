"""What the benchmark of dead letters measures: a flood of one cause, many small ones, and some that were put back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.letters import FILL
from services.operations.handlers.letter_groups import list_dead_letter_groups
from services.operations.repository import Repository
from shared.contracts.operations import ListDeadLetterGroups
from tests.support.foundations import Foundations
from tests.support.store import Store, store_of


@pytest.fixture
def store(foundations: Foundations) -> Iterator[Store]:
    with store_of(foundations, "operations", lambda tx: (Repository(tx),)) as store:
        with store.database.transaction() as tx:
            tx.execute(FILL, {"letters": 1200})
        yield store


def test_half_of_them_are_one_flood_and_the_others_of_hundreds_of_causes(store: Store) -> None:
    groups = store.run(lambda rows: list_dead_letter_groups(ListDeadLetterGroups(limit=1000), rows))
    flood, *others = groups.items
    assert (flood.queue, flood.cause, flood.letters) == ("cohort.intake", "ValueError1", 600)
    assert len(others) == 240
    assert {one.letters for one in others} == {2}


def test_a_tenth_was_put_back(store: Store) -> None:
    groups = store.run(lambda rows: list_dead_letter_groups(ListDeadLetterGroups(state="retried", limit=1000), rows))
    assert sum(one.letters for one in groups.items) == 120
