"""Alerts on a real PostgreSQL: the same life as over the fake."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from services.operations.domain.alerts import Finding
from services.operations.repository import Repository
from tests.support.foundations import Foundations
from tests.support.store import Store, store_of
from tests.unit.operations.fakes import NOW

HOUR = timedelta(hours=1)
A, B = UUID(int=1), UUID(int=2)
LATE, SILENT = ("queue_age", "cohort.intake"), ("service_silent", "intake")


@pytest.fixture
def store(foundations: Foundations) -> Iterator[Store]:
    with store_of(foundations, "operations", lambda tx: (Repository(tx),)) as store:
        store.run(lambda rows: rows.insert_alert(A, LATE, Finding(301, 300), NOW, NOW))
        store.run(lambda rows: rows.insert_alert(B, SILENT, Finding(0, 60), NOW, None))
        yield store


def test_one_that_has_not_lasted_is_listed_to_nobody(store: Store) -> None:
    assert {one.key: one.raised_at for one in store.run(lambda rows: rows.list_open_alerts())} == {
        LATE: NOW, SILENT: None,
    }  # fmt: skip
    assert [one.id for one in store.run(lambda rows: rows.list_alerts(True, None, 9))] == [A]
    assert store.run(lambda rows: rows.find_alert(B)) is None
    assert store.run(lambda rows: rows.update_alert_value(SILENT, Finding(0, 60), NOW + HOUR)) == B
    found = store.run(lambda rows: rows.list_alerts(None, None, 9))
    assert [(one.id, one.raised_at) for one in found] == [(B, NOW + HOUR), (A, NOW)]
    after = store.run(lambda rows: rows.list_alerts(None, (NOW + HOUR, B), 9))
    assert [one.id for one in after] == [A]


def test_dropped_or_cleared_it_is_open_no_more_and_comes_anew(store: Store) -> None:
    store.run(lambda rows: rows.drop_alert(SILENT))
    assert store.run(lambda rows: rows.clear_alert(LATE, NOW + HOUR)) == A
    assert store.run(lambda rows: rows.list_open_alerts()) == []
    assert store.run(lambda rows: (rows.count_alerts(True), rows.count_alerts(False))) == (0, 1)
    store.run(lambda rows: rows.insert_alert(B, LATE, Finding(400, 300), NOW, NOW))
    assert store.run(lambda rows: rows.count_alerts(None)) == 2


def test_taken_muted_and_told_ones_are_told_to_nobody(store: Store) -> None:
    def untold(hours: int = 0) -> list[UUID]:
        now = NOW + hours * HOUR
        return [one.alert_id for one in store.run(lambda rows: rows.list_untold_alerts(now - HOUR, now))]

    assert untold() == [A]
    store.run(lambda rows: rows.upsert_mute(LATE, NOW + HOUR, "known"))
    store.run(lambda rows: rows.upsert_mute(LATE, NOW + 2 * HOUR, "known still"))
    muted = store.run(lambda rows: rows.find_alert(A))
    assert (muted.muted_until, muted.mute_reason) == (NOW + 2 * HOUR, "known still")
    assert (untold(1), untold(2)) == ([], [A])
    store.run(lambda rows: rows.delete_mutes(NOW + 3 * HOUR))
    assert untold() == [A]
    store.run(lambda rows: rows.update_alerts_mailed([A], NOW))
    store.run(lambda rows: rows.insert_alert(UUID(int=3), ("queue_age", "other"), Finding(1, 1), NOW, NOW))
    assert (untold(), untold(1)) == ([], [UUID(int=3)])
    store.run(lambda rows: rows.update_alert_taken(UUID(int=3), "7", NOW))
    assert untold(1) == []
