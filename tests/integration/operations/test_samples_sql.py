"""Samples of the queues on a real PostgreSQL: the last of each, by when a message had come, and what is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from services.operations.handlers.queues import find_ages, sample_queues
from services.operations.repository import Repository
from tests.support.foundations import Foundations
from tests.support.store import Store, store_of
from tests.unit.operations.fakes import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def store(foundations: Foundations) -> Iterator[Store]:
    with store_of(foundations, "operations", lambda tx: (Repository(tx),)) as store:
        for minute, (a, b) in enumerate([(20, 0), (20, 5), (30, 5), (2, 5)]):
            counts = {"a": a, "b": b}
            store.run(lambda rows, counts=counts, at=NOW + minute * MINUTE: sample_queues(counts, rows, at))
        yield store


def test_only_what_changed_is_kept(store: Store) -> None:
    rows = store.rows("select queue, counted, entered from queue_samples order by queue, at")
    assert [tuple(row.values()) for row in rows] == [
        ("a", 20, 20), ("a", 30, 30), ("a", 2, 32),  # the broker began anew
        ("b", 0, 0), ("b", 5, 5),
    ]  # fmt: skip


@pytest.mark.parametrize(("depth", "minutes"), [(1, 0), (2, 1), (3, 1), (4, 2), (13, 2), (14, 4), (33, 4)])
def test_ages_count_back_from_what_has_entered(store: Store, depth: int, minutes: int) -> None:
    """A minute after the last sample, one more has come to a, none to b."""
    now = NOW + 4 * MINUTE
    ages = store.run(lambda rows: find_ages({"a": 3, "b": 5}, {"a": depth, "b": 1}, rows, now))
    assert ages == {"a": 60 * minutes, "b": 180}


def test_old_samples_go_and_the_newest_of_each_queue_stays(store: Store) -> None:
    store.run(lambda rows: rows.delete_samples(NOW + 10 * MINUTE))
    rows = store.rows("select queue, entered from queue_samples order by queue")
    assert [tuple(row.values()) for row in rows] == [("a", 32), ("b", 5)]
