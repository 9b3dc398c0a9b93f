"""Copies for the retry queues and the dead letters carry our headers and nothing from outside."""

from __future__ import annotations

from typing import Any

import pytest

from shared.messaging.dead_letters import attempt_of, dead_copy, retry_copy
from shared.messaging.subscription import Delivery, nothing

FIRST_AT = "2027-03-01T12:00:00+00:00"


def delivery(**headers: Any) -> Delivery:
    return Delivery(b"{}", headers, {"message_id": "7"}, "cohort.intake", False, nothing, nothing)


@pytest.mark.parametrize("value", ["many", -1, 0, None, 1.5, [], {}])
def test_an_attempt_that_is_no_number_is_the_first(value: object) -> None:
    assert attempt_of(delivery(**{"x-attempt": value})) == 1


def test_a_retry_copy_counts_on_and_returns_to_its_queue() -> None:
    headers = {"x-attempt": 2, "x-first-failed-at": FIRST_AT, "user_id": "evil", "nameko.call_id_stack": 5}
    copy = retry_copy(delivery(**headers), "cohort.intake", 30, "ValueError")
    assert (copy.exchange, copy.routing_key, copy.id, copy.body) == (
        "cohort.retry.30s", "cohort.intake", "7", b"{}",
    )  # fmt: skip
    assert copy.headers == {
        "x-attempt": 3, "x-reason": "ValueError", "x-queue": "cohort.intake", "x-first-failed-at": FIRST_AT,
    }  # fmt: skip


def test_a_dead_copy_keeps_the_attempts() -> None:
    copy = dead_copy(delivery(**{"x-attempt": 5, "x-first-failed-at": FIRST_AT}), "cohort.intake", "a" * 9_999)
    assert (copy.exchange, copy.routing_key) == ("cohort.dead", "cohort.intake")
    assert copy.headers == {
        "x-attempt": 5, "x-reason": "a" * 500, "x-queue": "cohort.intake", "x-first-failed-at": FIRST_AT,
    }  # fmt: skip


def test_a_first_moment_that_is_no_moment_is_replaced() -> None:
    """One of a hundred kilobytes would break the frame, and with it every attempt to publish the copy."""
    for value in ("9" * 100_000, 5, None):
        copy = dead_copy(delivery(**{"x-first-failed-at": value}), "cohort.intake", "x")
        assert len(str(copy.headers["x-first-failed-at"])) < 40


def test_a_message_without_an_id_gets_one() -> None:
    without = Delivery(b"{}", {}, {}, "cohort.intake", False, nothing, nothing)
    assert len(dead_copy(without, "cohort.intake", "x").id) == 36
