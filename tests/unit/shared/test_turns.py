"""One failure of periodic work holds up nobody else."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from shared.contracts.errors import Refusal
from shared.storage.database import CutOff, DatabaseDown

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # eventlet's advice to leave it
    from shared.messaging.periodic import Turn, key_of

JOB = "remind"


class Database:
    """Each transaction writes what its block wrote, or nothing."""

    def __init__(self) -> None:
        self.written: list[Any] = []

    @contextmanager
    def transaction(self, **_: Any) -> Iterator[list[Any]]:
        tx: list[Any] = []
        yield tx
        self.written += tx


def failing(*those: str, error: Exception) -> Callable[[str, Any], None]:
    def work(one: str, tx: Any) -> None:
        tx.append(one)
        if one in those:
            raise error

    return work


def turn(database: Any, failed: set[str] | None = None, going_on: Callable[[], bool] = lambda: True) -> Turn:
    return Turn(JOB, database, going_on, set() if failed is None else failed)


@pytest.mark.parametrize("error", [KeyError("a fault"), Refusal("not_found"), CutOff("too slow")])
def test_one_that_fails_writes_nothing_and_holds_up_no_other(error: Exception) -> None:
    database = Database()
    turn(database).each(["A", "B", "C"], failing("A", error=error))
    assert database.written == ["B", "C"]


def test_who_failed_comes_after_all_others_in_the_next_turn_and_in_order_again_once_done() -> None:
    database, failed = Database(), set[str]()
    turn(database, failed).each(["A", "B", "C"], failing("A", error=KeyError()))
    for _ in range(2):
        turn(database, failed).each(["A", "B", "C"], failing(error=KeyError()))
    assert database.written == ["B", "C", "B", "C", "A", "A", "B", "C"]
    assert failed == set()


def test_a_failure_is_counted_and_logged_with_its_id() -> None:
    def counted() -> float:
        return REGISTRY.get_sample_value("alliance_periodic_failures_total", {"job": JOB}) or 0

    before = counted()
    with capture_logs() as logs:
        turn(Database()).each(["A", "B"], failing("A", error=KeyError("Ana")))
    (line,) = logs
    assert counted() == before + 1
    assert (line["event"], line["job"], line["one"], line["error"]) == ("periodic_one_failed", JOB, "A", "KeyError")


def test_a_database_that_is_down_ends_the_turn() -> None:
    database = Database()
    with pytest.raises(DatabaseDown):
        turn(database).each(["A", "B", "C"], failing("B", error=DatabaseDown("away")))
    assert database.written == ["A"]


def test_a_turn_ends_with_its_process() -> None:
    database = Database()
    turn(database, going_on=lambda: not database.written).each(["A", "B"], failing(error=KeyError()))
    assert database.written == ["A"]


def test_each_is_named_by_its_id_its_code_or_its_key() -> None:
    class Draft:
        key = "AAAA"

    assert [key_of(one) for one in ("B", UUID(int=1), ("a", UUID(int=2)), Draft())] == [
        "B", str(UUID(int=1)), f"a {UUID(int=2)}", "AAAA",
    ]  # fmt: skip
