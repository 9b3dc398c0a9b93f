"""What waited in queues over time, and when services started, on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from services.operations.handlers import history
from services.operations.history_rows import History
from shared.contracts.kernel import Backlog
from shared.contracts.operations import SLOT, SLOTS, ListQueueHistory, QueueHistory, ServiceBacklog
from tests.support.foundations import Foundations
from tests.support.store import Store, store_of
from tests.unit.operations.fakes import NOW

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def store(foundations: Foundations) -> Iterator[Store]:
    with store_of(foundations, "operations", lambda tx: (History(tx),)) as store:
        yield store


def wait(store: Store, at: datetime, **depths: int) -> None:
    store.run(lambda rows: rows.upsert_waiting(depths, at))


def shown(store: Store, now: datetime = NOW) -> list[QueueHistory]:
    assert ListQueueHistory.method == "list_queue_history"
    return list(store.run(lambda rows: history.list_queue_history(rows, now)).items)


def test_each_ten_minutes_keep_the_most_that_waited(store: Store) -> None:
    for minute, depth in ((0, 3), (4, 9), (9, 2), (10, 1)):
        wait(store, NOW - 10 * MINUTE + minute * MINUTE, a=depth)
    (one,) = shown(store)
    assert (one.queue, one.since, len(one.most)) == ("a", NOW - (SLOTS - 1) * SLOT, SLOTS)
    assert one.most[-2:] == (9, 1)
    assert sum(one.most) == 10


def test_the_longest_queue_stands_first_and_one_in_which_nothing_waited_not_at_all(store: Store) -> None:
    wait(store, NOW, short=2, long=40)
    wait(store, NOW - 2 * DAY, old=99)
    assert [one.queue for one in shown(store)] == ["long", "short"]


def test_nothing_ever_waited(store: Store) -> None:
    wait(store, NOW)
    assert shown(store) == []


def test_after_a_day_an_hour_is_one_row_and_after_the_settings_days_none(store: Store) -> None:
    yesterday = NOW - DAY - 2 * HOUR
    for minute, depth in ((0, 5), (10, 8), (50, 7), (60, 1)):
        wait(store, yesterday + minute * MINUTE, a=depth)
    wait(store, NOW - 10 * DAY, a=3)
    wait(store, NOW, a=1)
    for _ in range(2):
        store.run(lambda rows: history.forget(rows, 5, NOW))
    rows = store.rows("select slot, most from queue_history order by slot")
    assert [(row["slot"], row["most"]) for row in rows] == [(yesterday, 8), (yesterday + HOUR, 1), (NOW, 1)]


def backlog(service: str, started_at: datetime | None) -> ServiceBacklog:
    known = Backlog(unpublished=0, oldest_unpublished_at=None, waiting=0, version="0.1.0", started_at=started_at)
    return ServiceBacklog(service=service, backlog=known)


def test_a_process_is_counted_once_and_each_start_within_a_day(store: Store) -> None:
    silent = ServiceBacklog(service="cohort", backlog=None)
    starts = (NOW - 2 * DAY, NOW - 3 * HOUR, NOW - 3 * HOUR, NOW - HOUR)
    for started_at in starts:
        seen = [backlog("intake", started_at), silent, backlog("identity", None)]
        store.run(lambda rows, seen=seen: history.note_starts(seen, rows))
    told = store.run(lambda rows: history.with_starts([backlog("intake", NOW - HOUR), silent], rows, NOW))
    assert [(one.service, one.starts) for one in told] == [("intake", 2), ("cohort", 0)]
