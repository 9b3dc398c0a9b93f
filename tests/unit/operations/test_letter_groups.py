"""Dead letters of one cause: counted, put back together, given up together, a thousand at a time."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from services.operations.domain.dead_letters import Letter
from services.operations.handlers import letter_groups as handlers
from shared.contracts.errors import Refusal
from shared.contracts.operations import (
    DeadLetterDiscarded,
    DeadLetterGroup,
    DeadLetterRetried,
    DiscardDeadLetterGroup,
    ListDeadLetterGroups,
    RetryDeadLetterGroup,
)
from tests.support.fakes import FakeOutbox
from tests.unit.operations.fakes import NOW, envelope_body, kernel_headers, letter_of
from tests.unit.operations.tables import tables

NUMBERS = count()
FAILED_AT = NOW - timedelta(hours=2, minutes=30)
ONE = {"queue": "cohort.intake", "type": "application_submitted", "cause": "ValueError"}


class Desk:
    def __init__(self, *letters: Letter) -> None:
        self.repository, self.outbox, self.letters = tables(), FakeOutbox(), letters
        for letter in letters:
            self.repository.insert_dead_letter(letter)

    def groups(self, state: Any = "dead") -> tuple[DeadLetterGroup, ...]:
        return tuple(handlers.list_dead_letter_groups(ListDeadLetterGroups(state=state), self.repository).items)

    def retry(self, **fields: Any) -> tuple[int, int]:
        reply = handlers.retry_dead_letter_group(RetryDeadLetterGroup(**fields), self.repository, self.outbox)
        return reply.moved, reply.left

    def discard(self, **fields: Any) -> tuple[int, int]:
        request = DiscardDeadLetterGroup(**fields, reason="known and harmless")
        reply = handlers.discard_dead_letter_group(request, self.repository, self.outbox)
        return reply.moved, reply.left

    def states(self) -> list[str]:
        return [self.repository.letters[letter.id].state for letter in self.letters]


def letters(number: int, error: str = "ValueError", queue: str = "cohort.intake") -> list[Letter]:
    headers = kernel_headers(queue, f"gave up after 5 attempts: {error}")
    return [letter_of(envelope_body(queue.partition(".")[2]), headers, f"m{next(NUMBERS)}") for _ in range(number)]


def test_letters_of_one_queue_event_and_cause_are_one_group() -> None:
    desk = Desk(*letters(2), *letters(3, "KeyError"), *letters(1, queue="reporting.intake"))
    sizes = [(one.queue, one.cause, one.letters) for one in desk.groups()]
    assert sizes == [
        ("cohort.intake", "KeyError", 3),
        ("cohort.intake", "ValueError", 2),
        ("reporting.intake", "ValueError", 1),
    ]
    assert {(one.first_at, one.last_at) for one in desk.groups()} == {(FAILED_AT, FAILED_AT)}


def test_a_group_is_put_back_and_no_other() -> None:
    mine, others = letters(3), letters(2, "KeyError")
    desk = Desk(*mine, *others)
    assert desk.retry(**ONE, per_second=7) == (3, 0)
    assert desk.states() == ["retried"] * 3 + ["dead"] * 2
    assert {one.dead_letter_id for one in desk.repository.put_backs} == {one.id for one in mine}
    assert desk.repository.rates == [7]
    assert [type(event) for event in desk.outbox.events] == [DeadLetterRetried] * 3
    assert desk.retry(**ONE) == (0, 0)


def test_what_lies_open_is_counted_by_its_queue() -> None:
    desk = Desk(*letters(2), *letters(1, queue="reporting.intake"), *letters(2, "KeyError"))
    desk.retry(**ONE)
    assert desk.repository.count_dead_letters_by_queue() == {"cohort.intake": 2, "reporting.intake": 1}


def test_more_than_a_command_moves_are_left_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handlers, "AT_ONCE", 2)
    desk = Desk(*letters(3))
    assert [desk.retry(**ONE), desk.retry(**ONE)] == [(2, 1), (1, 0)]


def test_what_was_put_back_says_what_became_of_it() -> None:
    mine = letters(2)
    desk = Desk(*mine)
    desk.retry(**ONE)
    (group,) = desk.groups("retried")
    assert (group.letters, group.waiting, group.back) == (2, 2, 0)
    desk.repository.update_put_backs([one.id for one in mine])
    again = letter_of(
        mine[0].body, kernel_headers() | {"x-first-failed-at": "2027-03-01T13:00:00+00:00"}, mine[0].message_id
    )
    desk.repository.insert_dead_letter(again)
    (group,) = desk.groups("retried")
    assert (group.waiting, group.back) == (0, 1)


def test_a_group_is_given_up_and_its_events_go_back_marked() -> None:
    junk = letter_of(b"junk", kernel_headers(), "junk")
    desk = Desk(*letters(2), junk)
    assert desk.discard(**ONE) == (2, 0)
    assert [one.discarded for one in desk.repository.put_backs] == [True, True]
    assert [type(event) for event in desk.outbox.events] == [DeadLetterDiscarded] * 2
    assert desk.discard(**ONE | {"type": None}) == (1, 0)
    assert len(desk.repository.put_backs) == 2  # what is no event is only closed


def test_requests_are_not_put_back() -> None:
    desk = Desk(*letters(1, queue="rpc-intake"))
    with pytest.raises(Refusal, match="illegal_transition"):
        desk.retry(**ONE | {"queue": "rpc-intake"})
    assert (desk.states(), desk.outbox.events) == (["dead"], [])
