"""Recoverability: a pure decision."""

from __future__ import annotations

import pytest

from shared.messaging.retry import Again, Dead, Permanent, decide


@pytest.mark.parametrize(
    ("attempt", "decision"),
    [
        (1, Again(5)),
        (2, Again(30)),
        (3, Again(300)),
        (4, Again(3600)),
        (5, Dead("gave up after 5 attempts: ValueError")),
        (99, Dead("gave up after 99 attempts: ValueError")),
    ],
)
def test_each_attempt_waits_longer_and_the_fifth_is_the_last(attempt: int, decision: Again | Dead) -> None:
    assert decide(attempt, ValueError("mayor@city.example")) == decision


@pytest.mark.parametrize("attempt", [1, 5])
def test_a_permanent_error_is_dead_at_once_with_its_own_words(attempt: int) -> None:
    assert decide(attempt, Permanent("no JSON")) == Dead("no JSON")


def test_other_delays_may_be_given() -> None:
    assert [decide(attempt, ValueError(), delays=(1,)) for attempt in (1, 2)] == [
        Again(1),
        Dead("gave up after 2 attempts: ValueError"),
    ]
