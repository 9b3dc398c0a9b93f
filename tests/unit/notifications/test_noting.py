"""What became of mails is written while the next are on their way, and never much later."""

from __future__ import annotations

from threading import Event

import pytest

from services.notifications.sending.noting import AT_ONCE, UNNOTED, Noting


def test_everything_is_written_in_its_order_and_no_more_than_a_few_wait() -> None:
    added, written, unwritten = [0], list[int](), list[int]()

    def write(notes: list[int]) -> None:
        assert len(notes) <= AT_ONCE
        unwritten.append(added[0] - len(written))
        written.extend(notes)

    with Noting(write) as noting:
        for number in range(300):
            noting.add(number)
            added[0] += 1
    assert written == list(range(300))
    assert max(unwritten) <= UNNOTED


def test_what_comes_while_others_are_written_is_written_together() -> None:
    begun, may_end, written = Event(), Event(), list[list[int]]()

    def write(notes: list[int]) -> None:
        written.append(notes)
        begun.set()
        assert may_end.wait(30)

    with Noting(write) as noting:
        noting.add(0)
        assert begun.wait(30)
        for number in range(1, AT_ONCE + 1):
            noting.add(number)
        may_end.set()
    assert written == [[0], list(range(1, AT_ONCE + 1))]


def test_what_cannot_be_written_ends_it() -> None:
    def write(_: list[int]) -> None:
        raise LookupError("no")

    with pytest.raises(LookupError), Noting(write) as noting:
        for number in range(3 * AT_ONCE):  # none of them waits for ever
            noting.add(number)
    with pytest.raises(LookupError), Noting(write) as noting:
        noting.add(1)


def test_what_goes_wrong_between_comes_after_what_was_written() -> None:
    written: list[int] = []
    with pytest.raises(KeyError), Noting(written.extend) as noting:
        noting.add(1)
        raise KeyError
    assert written == [1]
