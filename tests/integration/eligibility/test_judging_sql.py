"""Judging a whole call, on the real tables."""

from __future__ import annotations

from services.eligibility.handlers import checking, judging
from shared.contracts.eligibility import JudgeAgain, WhatIf
from tests.support.owners import FakeOwners
from tests.support.store import Store
from tests.unit.eligibility.fake_eligibility import NOW, PROGRAM, call_opened, submitted

CODES = [f"AAAAAAAA{n:02}" for n in range(12)]
STRICTER = PROGRAM.model_copy(
    update={
        "eligibility": PROGRAM.eligibility.model_copy(update={"version": "2", "population_threshold": 200_000}),
    }
)


def fill(store: Store) -> None:
    """Twelve cities of 150,000 to 205,000 residents; the first was sent twice."""
    store.run(lambda repository, _: checking.record_call(call_opened(), repository))
    store.run(lambda repository, _: judging.keep_criteria(repository, PROGRAM))
    for number, code in enumerate(CODES):
        event = submitted(code, residents=150_000 + number * 5_000)
        store.run(
            lambda repository, outbox, event=event: checking.check_application(event, repository, outbox, PROGRAM, NOW)
        )
    again = submitted(CODES[0], version=2, residents=151_000)
    store.run(lambda repository, outbox: checking.check_application(again, repository, outbox, PROGRAM, NOW))


def test_a_call_is_judged_by_changed_criteria_in_parts(store: Store) -> None:
    fill(store)
    seen, after = [], None
    while True:
        request = WhatIf(call="2027", changes={"population_threshold": 200_000}, after=after, limit=5)
        part = store.run(
            lambda repository, _, request=request: judging.what_if(request, repository, PROGRAM, FakeOwners())
        )
        assert part.total == 12
        seen += [move.code for move in part.moves]
        after = part.next
        if after is None:
            break
    assert seen == CODES[:11]
    assert store.rows("select count(*) as n from checks") == [{"n": 13}]


def test_judging_again_leaves_the_old_results(store: Store) -> None:
    fill(store)
    request = JudgeAgain(call="2027", limit=8)

    def again() -> tuple[int, int]:
        reply = store.run(
            lambda repository, outbox: judging.judge_call_again(
                request, repository, outbox, STRICTER, NOW, FakeOwners()
            )
        )
        return reply.judged, reply.left

    assert [again(), again(), again()] == [(8, 4), (4, 0), (0, 0)]
    counted = store.rows("select criteria_version as v, count(*) as n from checks group by 1 order by 1")
    assert counted == [{"v": "1", "n": 13}, {"v": "2", "n": 12}]
    told = store.rows("select count(*) as n from outbox where type = 'eligibility_checked'")
    assert told == [{"n": 25}]
    latest = store.run(lambda repository, _: repository.find_latest_check(submitted(CODES[0]).application_id))
    assert (latest.criteria_version, latest.outcome) == ("2", "ineligible")
    listed = store.run(lambda repository, _: judging.list_criteria(repository, STRICTER))
    assert [(one.version, one.current) for one in listed.items] == [("2", True), ("1", False)]
