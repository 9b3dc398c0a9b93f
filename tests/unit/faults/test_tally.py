"""The comparison that the fault suite rests on."""

from __future__ import annotations

from collections import Counter

from tests.faults.lab.tally import Tally, tally


def test_everything_promised_is_there() -> None:
    assert tally(["a", "b"], ["a", "b"], Counter("ab")) == Tally(2, 2, 0, 0, 0, 0)


def test_promised_and_missing_is_lost() -> None:
    assert tally(["a", "b"], ["a", "b"], Counter("a")) == Tally(2, 2, 1, 0, 0, 0)


def test_missing_without_a_promise_is_not_lost() -> None:
    assert tally(["a", "b"], ["a"], Counter("a")) == Tally(2, 1, 0, 0, 0, 0)


def test_there_without_being_asked_for_is_unexpected() -> None:
    assert tally(["a"], ["a"], Counter("ax")) == Tally(1, 1, 0, 1, 0, 0)


def test_each_copy_too_many_counts() -> None:
    assert tally(["a", "b"], ["a", "b"], Counter("aaab")) == Tally(2, 2, 0, 0, 2, 0)


def test_there_without_a_promise_is_recovered() -> None:
    assert tally(["a", "b"], ["a"], Counter("ab")) == Tally(2, 1, 0, 0, 0, 1)


def test_clean_is_nothing_lost_unexpected_or_doubled() -> None:
    assert [Tally(1, 1, *counts).clean for counts in ((0, 0, 0, 5), (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0))] == [
        True, False, False, False,
    ]  # fmt: skip
