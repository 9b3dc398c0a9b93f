"""What-if runs, and judging again when the criteria have changed: the old results stay."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.eligibility.handlers import judging
from shared.contracts.eligibility import EligibilityChecked, JudgeAgain, JudgedAgain, Move, WhatIf, WhatIfPart
from shared.contracts.lifecycle import ApplicationState as State
from shared.program.model import Program
from tests.support.owners import FakeOwners
from tests.support.refused import refusal_of, refused
from tests.unit.eligibility.fake_eligibility import NOW, PROGRAM, Desk, application_id

BIG, SMALL, MIDDLE, ISLAND = "AAAAAAAAAA", "BBBBBBBBBB", "CCCCCCCCCC", "DDDDDDDDDD"


def a_pool() -> Desk:
    desk = Desk()
    desk.check(BIG, residents=900_000)
    desk.check(SMALL, residents=90_000)
    desk.check(MIDDLE, residents=150_000)
    desk.check(ISLAND, country="JM", city="Ejemplo Bay")
    desk.outbox.events.clear()
    return desk


def with_criteria(**changes: object) -> Program:
    criteria = PROGRAM.eligibility.model_copy(update={"version": "2"} | changes)
    return PROGRAM.model_copy(update={"eligibility": criteria})


def what_if(desk: Desk, changes: dict[str, Any], **fields: Any) -> WhatIfPart:
    return judging.what_if(WhatIf(call="2027", changes=changes, **fields), desk.repository, PROGRAM, FakeOwners())


def again(desk: Desk, program: Program, limit: int = 500) -> JudgedAgain:
    request = JudgeAgain(call="2027", limit=limit)
    return judging.judge_call_again(request, desk.repository, desk.outbox, program, NOW, FakeOwners())


def outcome(desk: Desk, code: str) -> str:
    check = desk.repository.find_latest_check(application_id(code))
    assert check is not None
    return check.outcome


# -- what if -----------------------------------------------------------------------------------------------------------


def test_a_what_if_names_who_would_move_and_by_which_criterion() -> None:
    part = what_if(a_pool(), {"population_threshold": 200_000, "caribbean": False})
    assert (part.total, part.next, part.criteria_version) == (4, None, "what-if")
    assert part.before == {"eligible": 3, "needs_review": 0, "ineligible": 1}
    assert part.after == {"eligible": 1, "needs_review": 0, "ineligible": 3}
    assert [(m.code, m.before, m.after, m.because) for m in part.moves] == [
        (MIDDLE, "eligible", "ineligible", ("population",)),
        (ISLAND, "eligible", "ineligible", ("region",)),
    ]


def test_a_what_if_stores_and_tells_nothing() -> None:
    desk = a_pool()
    before = (dict(desk.repository.checks), dict(desk.repository.selections), dict(desk.repository.criteria))
    what_if(desk, {"population_threshold": 1})
    after = (desk.repository.checks, desk.repository.selections, desk.repository.criteria)
    assert (before, desk.outbox.events) == (after, [])


def test_a_what_if_without_changes_moves_nobody() -> None:
    assert what_if(a_pool(), {}).moves == ()


def test_a_city_may_move_up() -> None:
    part = what_if(a_pool(), {"population_threshold": 80_000})
    assert part.moves == (
        Move(
            code=SMALL,
            city="Puerto Ejemplo",
            country="CO",
            state=State.CHECKED,
            before="ineligible",
            after="eligible",
            because=("population",),
        ),
    )


def test_the_parts_of_a_what_if_make_the_whole() -> None:
    desk, seen, after = a_pool(), [], None
    while True:
        part = what_if(desk, {"population_threshold": 1_000_000}, after=after, limit=2)
        seen += [move.code for move in part.moves]
        assert sum(part.before.values()) <= 2
        after = part.next
        if after is None:
            break
    assert seen == [BIG, MIDDLE, ISLAND]


def test_withdrawn_applications_are_not_judged_anew() -> None:
    desk = a_pool()
    desk.withdraw(BIG)
    assert what_if(desk, {"population_threshold": 1_000_000}).total == 3
    assert again(desk, with_criteria()).judged == 3


def test_the_present_version_of_an_application_is_what_counts() -> None:
    desk = a_pool()
    desk.check(BIG, version=2, residents=120_000)
    (move,) = what_if(desk, {"population_threshold": 130_000}).moves
    assert move.code == BIG


def test_a_what_if_keeps_each_applications_as_of_date() -> None:
    desk = a_pool()
    desk.check("EEEEEEEEEE", mayor_term_ends_on=date(2029, 3, 30))  # a day short of as-of 2027-03-31 and two years
    (move,) = what_if(desk, {"mayor_term_years": 1}).moves
    assert (move.code, move.after, move.because) == ("EEEEEEEEEE", "eligible", ("mayor_term",))


def test_the_lists_of_countries_may_be_asked_about_one_by_one() -> None:
    part = what_if(a_pool(), {"countries": {"caribbean": ["CU"], "territories": ["JM"]}, "legal_check": ["CO"]})
    assert {move.code: (move.after, move.because) for move in part.moves} == {
        BIG: ("needs_review", ("legal_check",)),
        MIDDLE: ("needs_review", ("legal_check",)),
        ISLAND: ("needs_review", ("region",)),
    }


@pytest.mark.parametrize(
    ("changes", "details"),
    [
        ({"population": 1}, [("population", "unknown_field")]),
        ({"population_threshold": "many"}, [("population_threshold", "not_a_number")]),
        ({"caribbean": "no"}, [("caribbean", "not_true_or_false")]),
        ({"legal_check": ["co"]}, [("legal_check.0", "not_a_country")]),
        ({"countries": {"caribbean": ["US"]}}, [("countries", "in_two_lists")]),
        ({"countries": 7}, [("countries", "not_an_object")]),
        ({"official_sources": {"en": ["any"]}}, [("official_sources", "judged_at_intake")]),
        (
            {"near_claim_percent": 101, "stale_years": -1},
            [("near_claim_percent", "too_large"), ("stale_years", "too_small")],
        ),
    ],
)
def test_wrong_changes_are_refused_by_field(changes: dict[str, Any], details: list[tuple[str, str]]) -> None:
    refusal = refusal_of(lambda: what_if(a_pool(), changes))
    assert (refusal.code, [(one.field, one.code) for one in refusal.details]) == ("invalid", details)


def test_a_whole_program_files_table_will_do() -> None:
    assert what_if(a_pool(), PROGRAM.eligibility.model_dump(mode="json")).moves == ()


def test_a_call_that_nobody_opened_is_not_found() -> None:
    unknown = WhatIf(call="2028", changes={})
    assert (
        refused(lambda: judging.what_if(unknown, Desk().repository, PROGRAM, FakeOwners()))
        == "not_found: There is no call 2028."
    )
    later = JudgeAgain(call="2028")
    assert refused(
        lambda: judging.judge_call_again(later, Desk().repository, Desk().outbox, PROGRAM, NOW, FakeOwners())
    ) == ("not_found: There is no call 2028.")


# -- judging again -----------------------------------------------------------------------------------------------------


def test_a_later_version_of_the_criteria_makes_a_result_beside_the_old() -> None:
    desk = a_pool()
    reply = again(desk, with_criteria(population_threshold=200_000))
    assert (reply.judged, reply.left, [m.code for m in reply.moves]) == (4, 0, [MIDDLE])
    mine = [key for key in desk.repository.checks if key[0] == application_id(MIDDLE)]
    kept = {key[2]: desk.repository.checks[key].outcome for key in mine}
    assert kept == {"1": "eligible", "2": "ineligible"}
    assert (outcome(desk, MIDDLE), desk.state(MIDDLE)) == ("ineligible", State.CHECKED)


def test_judging_again_is_told_once_for_each_application() -> None:
    desk, program = a_pool(), with_criteria()
    again(desk, program)
    told = desk.outbox.events
    assert all(isinstance(event, EligibilityChecked) and event.criteria_version == "2" for event in told)
    assert len(told) == 4
    assert again(desk, program).judged == 0
    assert len(told) == 4


def test_judging_again_goes_on_part_by_part() -> None:
    desk, program = a_pool(), with_criteria()
    assert [(again(desk, program, limit=3).left) for _ in range(3)] == [1, 0, 0]


def test_what_was_judged_again_is_a_new_version_to_whoever_decides() -> None:
    desk = a_pool()
    version = desk.show(BIG).version
    again(desk, with_criteria())
    assert desk.show(BIG).version == version + 1
    assert refused(lambda: desk.decide(code=BIG, expected_version=version)).startswith("stale_version")


def test_a_decision_stands_when_the_criteria_change() -> None:
    desk = a_pool()
    desk.decide(code=MIDDLE)
    again(desk, with_criteria(population_threshold=200_000))
    assert (desk.state(MIDDLE), outcome(desk, MIDDLE)) == (State.DECIDED, "ineligible")


# -- versions ----------------------------------------------------------------------------------------------------------


def test_a_version_of_the_criteria_means_one_thing_for_ever() -> None:
    desk = a_pool()
    judging.keep_criteria(desk.repository, PROGRAM)
    judging.keep_criteria(desk.repository, PROGRAM)
    changed = with_criteria(version="1", population_threshold=1)
    refusal = refusal_of(lambda: judging.keep_criteria(desk.repository, changed))
    assert (refusal.code, [(one.field, one.code) for one in refusal.details]) == (
        "invalid",
        [("eligibility.version", "criteria_changed")],
    )
    assert refusal_of(lambda: again(desk, changed)) == refusal
    assert desk.outbox.events == []


def test_the_versions_that_were_used_are_listed_with_their_content() -> None:
    desk = a_pool()
    judging.keep_criteria(desk.repository, PROGRAM)
    judging.keep_criteria(desk.repository, with_criteria(population_threshold=5))
    page = judging.list_criteria(desk.repository, PROGRAM)
    assert [(i.version, i.current, i.content["population_threshold"]) for i in page.items] == [
        ("2", False, 5),
        ("1", True, 100_000),
    ]
