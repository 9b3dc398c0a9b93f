"""Dead letters of one cause on a real PostgreSQL: counted, found, moved once, and let go at their rate."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import count, pairwise
from uuid import UUID

import pytest

from services.operations.domain.dead_letters import Letter
from services.operations.handlers import letter_groups
from services.operations.repository import Repository
from shared.contracts.operations import (
    DeadLetterGroup,
    DiscardDeadLetterGroup,
    ListDeadLetterGroups,
    ListDeadLetters,
    RetryDeadLetterGroup,
)
from tests.support.fakes import FakeOutbox
from tests.support.foundations import Foundations
from tests.support.store import Store, store_of
from tests.unit.operations.fakes import envelope_body, kernel_headers, letter_of

CODE = "K7Q2M9X4TB"
NUMBERS = count()
GROUP = ("cohort.intake", "application_submitted", "ValueError")
OF_GROUP = dict(zip(("queue", "type", "cause"), GROUP, strict=True))


@pytest.fixture
def store(foundations: Foundations) -> Iterator[Store]:
    with store_of(foundations, "operations", lambda tx: (Repository(tx), FakeOutbox())) as made:
        yield made


def kept(store: Store, number: int, body: bytes | None = None, error: str = "ValueError") -> list[Letter]:
    headers = kernel_headers(reason=f"gave up after 5 attempts: {error}")
    letters = [
        letter_of(body or envelope_body(data={"code": CODE}), headers, f"m{next(NUMBERS)}") for _ in range(number)
    ]
    for letter in letters:
        assert store.run(lambda rows, _, letter=letter: rows.insert_dead_letter(letter))
    return letters


def groups(store: Store, state: str) -> list[DeadLetterGroup]:
    request = ListDeadLetterGroups.model_validate({"state": state})
    return list(store.run(lambda rows, _: letter_groups.list_dead_letter_groups(request, rows)).items)


def retried(store: Store, per_second: int = 50) -> int:
    request = RetryDeadLetterGroup(**OF_GROUP, per_second=per_second)
    moved: int = store.run(partial(letter_groups.retry_dead_letter_group, request)).moved
    return moved


def waiting(store: Store) -> list[UUID]:
    return [one.dead_letter_id for one in store.run(lambda rows, _: rows.list_put_backs(1000))]


def test_groups_are_counted_over_all_and_letters_found_in_them(store: Store) -> None:
    kept(store, 3)
    kept(store, 2, error="KeyError")
    kept(store, 1, b"junk")
    found = [(one.queue, one.type, one.cause, one.letters) for one in groups(store, "dead")]
    assert found == [(*GROUP, 3), (*GROUP[:2], "KeyError", 2), ("cohort.intake", None, "ValueError", 1)]
    for wanted, number in (
        (OF_GROUP, 3),
        ({"about": CODE}, 5),
        ({"about": "AAAAAAAAAA"}, 0),
        ({"cause": "KeyError"}, 2),
    ):
        request = ListDeadLetters(**wanted)
        assert store.run(lambda rows, _, request=request: rows.count_dead_letters(request)) == number
        listed = store.run(lambda rows, _, request=request: rows.list_dead_letters(request, None, 100))
        assert len(listed) == number


def test_they_go_back_at_their_rate_behind_those_that_still_wait(store: Store) -> None:
    letters = kept(store, 4)
    assert retried(store, per_second=1) == 4
    due = store.rows("select due_at from put_backs order by due_at")
    gaps = [(later["due_at"] - earlier["due_at"]).total_seconds() for earlier, later in pairwise(due)]
    assert gaps == [1, 1, 1]
    (first,) = waiting(store)
    assert first in {letter.id for letter in letters}
    kept(store, 1)
    retried(store)
    assert waiting(store) == [first]


def test_what_went_back_and_failed_again_is_counted(store: Store) -> None:
    (letter,) = kept(store, 1)
    retried(store)
    (group,) = groups(store, "retried")
    assert (group.waiting, group.back) == (1, 0)
    store.run(lambda rows, _: rows.update_put_backs([letter.id]))
    headers = kernel_headers() | {"x-first-failed-at": "2027-03-01T13:00:00+00:00"}
    again = letter_of(letter.body, headers, letter.message_id)
    assert store.run(lambda rows, _: rows.insert_dead_letter(again))
    (group,) = groups(store, "retried")
    assert (group.waiting, group.back) == (0, 1)


def test_two_operators_at_once_move_each_letter_once(store: Store) -> None:
    kept(store, 20)
    request = RetryDeadLetterGroup(**OF_GROUP)
    work = partial(letter_groups.retry_dead_letter_group, request)
    assert sum(one.moved for one in store.at_once(work, work)) == 20


def test_given_up_ones_have_their_reason(store: Store) -> None:
    kept(store, 2)
    request = DiscardDeadLetterGroup(**OF_GROUP, reason="known and harmless")
    assert store.run(partial(letter_groups.discard_dead_letter_group, request)).moved == 2
    rows = store.rows("select state, discard_reason from dead_letters")
    assert [(row["state"], row["discard_reason"]) for row in rows] == [("discarded", "known and harmless")] * 2
    assert len(waiting(store)) == 2
