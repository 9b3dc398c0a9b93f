"""The program in force, what other criteria would change, and the dates of a cohort."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from shared.contracts import cohort, eligibility
from shared.contracts.eligibility import JudgeAgain, JudgedAgain, Move, UsedCriteria, WhatIf, WhatIfPart
from shared.contracts.errors import Refusal
from shared.contracts.intake import Call
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.people import Role
from shared.contracts.requests import Page
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers

CALL = Call.model_construct(id="2027", title="Round two")
USED = UsedCriteria(version="1", content={}, first_used_at=datetime(2026, 11, 1, tzinfo=UTC), current=True)
MOVED = Move(
    code="K7Q2M9X4TB", city="Montería", country="CO", state=ApplicationState.CHECKED, before="eligible",
    after="ineligible", because=("population",),
)  # fmt: skip
PLAN = "/staff/cohorts/second/plan"
STARTS = date(2027, 1, 5)
TIMELINE = cohort.CohortTimeline(
    cohort="second", version=3, program_version="1", starts_on=date(2027, 1, 5), ends_on=date(2027, 11, 5),
    phases=(
        cohort.CohortPhase(key="onboarding", title="Onboarding", counted_on=STARTS, planned_on=STARTS),
        cohort.CohortPhase(key="demonstration", title="Demonstration", counted_on=None, planned_on=None),
    ),
    visit_window=(date(2027, 2, 1), date(2027, 3, 1)), convenings=(),
    moves=(cohort.TimelineMove(
        phase=None, code=None, old=date(2027, 1, 4), new=date(2027, 1, 5), reason="a feast", moved_by="local-admin",
        moved_at=datetime(2026, 12, 1, tzinfo=UTC),
    ),),
)  # fmt: skip
COMPARED = cohort.ProgramComparison(
    cohort="second", version=3, from_version="1", to_version="2", digest="d1",
    differences=(cohort.ProgramDifference(key="coaching.hours_per_city", old=8, new="<9>"),),
)  # fmt: skip


def part(next_: str | None = None) -> WhatIfPart:
    return WhatIfPart(
        call="2027", criteria_version="1", total=2, before={"eligible": 1}, after={"ineligible": 1},
        moves=() if next_ else (MOVED,), next=next_,
    )  # fmt: skip


def door(role: Role = Role.STAFF, **answers: Any) -> Doorway:
    known: dict[str, Any] = {
        "list_criteria": Page[UsedCriteria](items=(USED,), next=None, total=1),
        "list_calls": Page.model_construct(items=(CALL,), next=None, total=1),
        "what_if": lambda request: part(None if request.after else "K"),
        "get_cohort_timeline": TIMELINE,
        "compare_program": COMPARED,
    }
    return door_of(role, **known | answers)


def sent(one: Doorway, kind: type[Any]) -> list[Any]:
    return [asked.request for asked in one.client.asked if isinstance(asked.request, kind)]


def test_the_program_shows_phases_rules_and_the_criteria_that_were_used() -> None:
    page = Read(door().get("/staff/program", headers=headers()))
    for said in ("Residents that a city needs more than", "In force", "Round two"):
        assert said in page.text


def test_what_others_would_change_is_asked_for_in_parts_and_nothing_is_stored() -> None:
    at = door()
    form = {"call": "2027", "population_threshold": "150.000", "caribbean": "true"}
    page = Read(at.post("/staff/program/what-if", data=form, headers=headers("es")))
    assert "Montería" in page.text
    assert "2 de 2" in page.text
    changes = {"population_threshold": 150_000, "caribbean": True}
    assert [(one.changes, one.after) for one in sent(at, WhatIf)] == [(changes, None), (changes, "K")]
    assert {one.request.method for one in at.client.asked if one.request.is_command} <= {"issue_token", "issue_tokens"}


def test_what_is_no_number_is_said_beside_its_field_and_stays() -> None:
    at = door()
    form = {"call": "2027", "population_threshold": "many"}
    answer = at.post("/staff/program/what-if", data=form, headers=headers())
    assert answer.status_code == 422
    assert Read(answer).fields["population_threshold"]["value"] == "many"
    assert sent(at, WhatIf) == []
    refused = door(what_if=Refusal("invalid", reason="criteria"))
    assert refused.post("/staff/program/what-if", data={"call": "2027"}, headers=headers()).status_code == 422


def test_a_call_is_judged_again_to_its_end() -> None:
    parts = iter((500, 0))

    def judge(_: JudgeAgain) -> JudgedAgain:
        return JudgedAgain(call="2027", criteria_version="2", judged=500, moves=(), left=next(parts))

    at = door(judge_again=judge)
    answer = at.post("/staff/program/judge-again", data={"call": "2027"}, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/program")
    assert len(sent(at, JudgeAgain)) == 2


def test_dates_of_a_cohort_are_shown_with_what_was_moved_and_why() -> None:
    page = Read(door().get(PLAN, headers=headers()))
    for said in ("January 5, 2027", "a feast", "coaching.hours_per_city", "<9>"):
        assert said in page.text


@pytest.mark.parametrize(
    ("verb", "form", "request_"),
    [
        ("move-start", {"starts_on": "2027-02-01"}, cohort.MoveCohortStart),
        ("move-phase", {"phase": "onboarding", "planned_on": "2027-02-01"}, cohort.MovePhase),
    ],
)
def test_a_date_is_moved_by_the_version_that_was_read(verb: str, form: dict[str, str], request_: type[Any]) -> None:
    at = door(**{request_.method: cohort.TimelineChange.model_construct()})
    body = form | {"reason": "a feast", "expected_version": "3"}
    answer = at.post(f"{PLAN}/{verb}", data=body, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, PLAN)
    (asked,) = sent(at, request_)
    assert (asked.cohort, asked.expected_version) == ("second", 3)


def test_only_leads_adopt_the_file_that_was_compared() -> None:
    body = {"digest": "d1", "reason": "agreed", "expected_version": "3"}
    assert door().post(f"{PLAN}/adopt", data=body, headers=headers()).status_code == 403
    at = door(Role.PROGRAM_LEAD, adopt_program=COMPARED)
    assert at.post(f"{PLAN}/adopt", data=body, headers=headers()).status_code == 303
    assert sent(at, cohort.AdoptProgram)[0].digest == "d1"


def test_a_service_that_is_down_leaves_the_rest() -> None:
    assert door(list_criteria=unavailable()).get("/staff/program", headers=headers()).status_code == 200
    assert door(compare_program=unavailable()).get(PLAN, headers=headers()).status_code == 200


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COACH, Role.APPLICANT, Role.CITY_MEMBER])
def test_nobody_else_sees_it(role: Role) -> None:
    for path in ("/staff/program", PLAN):
        assert door(role).get(path, headers=headers()).status_code == 403
    at = door(role)
    assert at.post("/staff/program/what-if", headers=headers()).status_code == 403
    assert sent(at, eligibility.WhatIf) == []
