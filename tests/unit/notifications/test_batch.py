"""What is made ready at once, and for how long it is fresh: by a clock that the test moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from services.notifications.domain import CHANGED, Mail, Settlement, Step
from services.notifications.sending import batch as batching
from services.notifications.sending.batch import BATCH, TRUE_FOR_S, Batch
from services.notifications.sending.preparing import Ready
from tests.unit.notifications.fake_ledger import a_mail


class Made:
    """In place of what asks and writes: keeps how many it was asked for at once. The second mail is not to go."""

    def __init__(self, now: list[float]) -> None:
        self.now, self.asked = now, list[int]()

    def prepare(self, bundles: Sequence[list[Mail]]) -> list[Any]:
        self.asked.append(len(bundles))
        settled = Settlement(Step.SUPPRESS, (CHANGED,))
        return [
            (one, settled) if one.id.int == 2 else Ready((one,), "a@b.example", b"", "c@d.example")
            for (one,) in bundles
        ]


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(batching, "monotonic", lambda: now[0])
    return now


def batch_of(number: int, made: Made) -> Batch:
    return Batch([a_mail(id=UUID(int=n)) for n in range(1, number + 1)], made, 1020.0)  # type: ignore[arg-type]


def gone(batch: Batch, made: Made, each_s: float, most: int = 99) -> list[int]:
    """The ids of those that go, one every so many seconds, until no more is ready."""
    ids = []
    while len(ids) < most and (one := batch.next_fresh()):
        ids.append(one.mails[0].id.int)
        made.now[0] += each_s
    return ids


def test_all_go_while_what_was_asked_is_fresh(now: list[float]) -> None:
    made = Made(now)
    batch = batch_of(5, made)
    batch.make_ready()
    assert [mail.id.int for mail, _ in batch.take_settled()] == [2]
    assert gone(batch, made, 0.1) == [1, 3, 4, 5]
    assert (made.asked, batch.has_more) == ([5], False)


def test_what_gets_stale_is_asked_again_and_fewer_at_once(now: list[float]) -> None:
    made = Made(now)
    batch = batch_of(6, made)
    went = []
    while batch.has_more:
        batch.make_ready()
        batch.take_settled()
        went.append(gone(batch, made, TRUE_FOR_S / 2 + 0.1))
    assert went == [[1, 3], [4, 5], [6]]
    assert made.asked == [6, 2, 1]


def test_a_server_slower_than_that_gets_one_after_the_other(now: list[float]) -> None:
    made = Made(now)
    batch = batch_of(4, made)
    went = []
    while batch.has_more:
        batch.make_ready()
        batch.take_settled()
        went.append(gone(batch, made, 10 * TRUE_FOR_S))
    assert went == [[1], [3], [4]]


def test_what_waited_too_long_for_another_batch_does_not_go_as_it_was(now: list[float]) -> None:
    made = Made(now)
    for waited, asked in ((TRUE_FOR_S, [3]), (TRUE_FOR_S + 0.1, [3, 2])):
        made.asked = []
        batch = batch_of(3, made)
        batch.make_ready_ahead()
        now[0] += waited
        while batch.has_more:
            batch.make_ready()
            batch.take_settled()
            gone(batch, made, 0)
        assert made.asked == asked


def test_the_next_is_looked_at_once_the_rest_will_have_gone_in_time(now: list[float]) -> None:
    made = Made(now)
    for each_s, nearly in ((0.01, True), (0.1, False)):
        batch = batch_of(BATCH, made)
        assert batch.is_full
        batch.make_ready()
        gone(batch, made, each_s, most=2)
        assert batch.is_nearly_over() is nearly


def test_what_is_left_goes_back_ready_or_not(now: list[float]) -> None:
    made = Made(now)
    batch = batch_of(4, made)
    batch.make_ready()
    batch.take_settled()
    assert gone(batch, made, TRUE_FOR_S + 1) == [1]
    assert batch.has_more
    batch.make_ready()
    assert sorted(mail.id.int for mail in batch.take_all()) == [3, 4]
    assert not batch.has_more
