"""What the benchmark of dead letters measures: a flood of one cause, many small ones, and some that were put back.

And what keeps its pages quick: counts that are kept with the letters, and an index for each way to narrow the list.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from benchmarks.letters import FILL
from services.operations.alert_rows import queries
from services.operations.handlers import dead_letters, letter_groups
from services.operations.handlers.letter_groups import list_dead_letter_groups
from services.operations.repository import Repository
from shared.contracts.operations import (
    DiscardDeadLetter,
    DiscardDeadLetterGroup,
    ListDeadLetterGroups,
    RetryDeadLetterGroup,
)
from tests.support.fakes import FakeOutbox
from tests.support.foundations import Foundations
from tests.support.store import Store, store_of
from tests.unit.operations.fakes import kernel_headers, letter_of

FLOOD = {"queue": "cohort.intake", "type": "application_submitted", "cause": "ValueError1"}
FIRST_TWO = {"queue": "notifications.cohort", "type": "application_submitted", "cause": "ValueError3"}

#: The counts as they would be if they were counted now.
COUNTED = """
select queue, event_type, code, sum(dead) as dead, sum(retried) as retried, sum(discarded) as discarded,
       sum(back) as back
from (
    select queue, coalesce(event_type, '') as event_type, code, (state = 'dead')::int as dead,
           (state = 'retried')::int as retried, (state = 'discarded')::int as discarded, 0 as back
    from dead_letters
    union all
    select queue, coalesce(event_type, ''), again_code, 0, 0, 0, 1
    from dead_letters where state = 'dead' and again_code is not null
) as letters
group by queue, event_type, code order by queue, event_type, code
"""
KEPT = "select * from letter_groups order by queue, event_type, code"


@pytest.fixture
def store(foundations: Foundations) -> Iterator[Store]:
    with store_of(foundations, "operations", lambda tx: (Repository(tx), FakeOutbox())) as store:
        with store.database.transaction() as tx:
            tx.execute(FILL, {"letters": 1200})
        yield store


def test_half_of_them_are_one_flood_and_the_others_of_hundreds_of_causes(store: Store) -> None:
    groups = store.run(lambda rows, _: list_dead_letter_groups(ListDeadLetterGroups(limit=1000), rows))
    flood, *others = groups.items
    assert (flood.queue, flood.cause, flood.letters) == ("cohort.intake", "ValueError1", 600)
    assert len(others) == 240
    assert {one.letters for one in others} == {2}


def test_a_tenth_was_put_back(store: Store) -> None:
    groups = store.run(lambda rows, _: list_dead_letter_groups(ListDeadLetterGroups(state="retried", limit=1000), rows))
    assert sum(one.letters for one in groups.items) == 120


def assert_counts_hold(store: Store) -> None:
    assert store.rows(KEPT) == store.rows(COUNTED)


def test_the_counts_are_those_of_the_letters_whatever_becomes_of_them(store: Store) -> None:
    assert_counts_hold(store)
    for headers, body in ((kernel_headers(), None), (kernel_headers(), b"junk"), (kernel_headers("rpc-intake"), b"")):
        letter = letter_of(body, headers)
        store.run(lambda rows, _, letter=letter: rows.insert_dead_letter(letter))
        store.run(lambda rows, _, letter=letter: rows.insert_dead_letter(letter))
    assert_counts_hold(store)
    retry = RetryDeadLetterGroup(**FLOOD)
    assert store.run(partial(letter_groups.retry_dead_letter_group, retry)).left == 0
    assert_counts_hold(store)
    came_back = store.rows("select message_id, body from dead_letters where state = 'retried' and code = 'ValueError1'")
    for row in came_back[:3]:
        headers = kernel_headers(reason="gave up after 5 attempts: KeyError")
        letter = letter_of(
            bytes(row["body"]), headers | {"x-first-failed-at": "2027-03-02T09:30:00+00:00"}, row["message_id"]
        )
        store.run(lambda rows, _, letter=letter: rows.insert_dead_letter(letter))
    assert_counts_hold(store)
    discard = DiscardDeadLetterGroup(**FIRST_TWO, reason="known and harmless")
    store.run(partial(letter_groups.discard_dead_letter_group, discard))
    (one,) = store.rows("select dead_letter_id from dead_letters where state = 'dead' and code = 'KeyError' limit 1")
    one_of_them = DiscardDeadLetter(dead_letter_id=one["dead_letter_id"], reason="known and harmless")
    store.run(partial(dead_letters.discard_dead_letter, one_of_them))
    assert_counts_hold(store)
    store.rows("delete from put_backs returning 1 as one")
    store.rows("delete from dead_letters where state <> 'dead' returning 1 as one")
    assert_counts_hold(store)


def test_letters_of_one_cause_that_come_and_go_at_once_are_counted(store: Store) -> None:
    def come(number: int) -> Any:
        letters = [letter_of(None, kernel_headers(), f"at-once-{number}-{one}") for one in range(10)]
        return lambda rows, _: [rows.insert_dead_letter(letter) for letter in letters]

    retry = RetryDeadLetterGroup(queue="cohort.intake", type="application_submitted", cause="ValueError")
    store.at_once(come(1), come(2), partial(letter_groups.retry_dead_letter_group, retry), come(3))
    assert_counts_hold(store)


NOTHING = dict.fromkeys(("queue", "type", "cause", "about", "state", "after_at", "after_id"))
AFTER = {"after_at": "2026-01-01T00:00:00Z", "after_id": "00000000-0000-0000-0000-000000000000"}


@pytest.mark.parametrize(
    "wanted",
    [
        {"state": "dead"},
        {"state": "dead"} | AFTER,
        {"state": "retried"},
        {"state": "dead"} | FLOOD,
        {"state": "retried"} | FLOOD | AFTER,
        {"state": "dead", "queue": "nobody.intake"},
        {"state": "dead", "type": "nothing_happened"},
        {"state": "dead", "cause": "ValueError7"},
        {"state": "dead", "about": "0000000512"},
    ],
)
def test_a_page_reads_its_own_rows_by_an_index(foundations: Foundations, store: Store, wanted: dict[str, Any]) -> None:
    settled(foundations, store)
    columns = NOTHING | wanted | {"limit": 101}
    plan = plan_of(store, queries.list_dead_letters, columns)
    assert "Index" in plan and "Seq Scan" not in plan, plan
    counted = queries.count_dead_letters if columns["about"] is None else queries.count_dead_letters_about
    assert "Seq Scan on dead_letters" not in plan_of(store, counted, columns)


@pytest.mark.parametrize(
    "statement", ["list_dead_letter_groups", "count_dead_letter_groups", "count_dead_letters_by_queue"]
)
def test_causes_are_counted_without_a_look_at_all_letters(
    foundations: Foundations, store: Store, statement: str
) -> None:
    settled(foundations, store)
    plan = plan_of(store, getattr(queries, statement), NOTHING | {"state": "dead", "limit": 100})
    assert "Seq Scan on letter_groups" in plan, plan  # a row for each cause
    assert "Seq Scan on dead_letters" not in plan, plan


def settled(foundations: Foundations, store: Store) -> None:
    """With rows enough for the planner to care, and figures of them."""
    with store.database.transaction() as tx:
        tx.execute(FILL.replace("'letter'", "'more'").replace("'m'", "'n'"), {"letters": 20_000})
    foundations.settle(store.database._url, "dead_letters", "letter_groups")


def plan_of(store: Store, query: str, columns: dict[str, Any]) -> str:
    return "\n".join(row["QUERY PLAN"] for row in store.rows(f"explain {query}", columns))
