"""A city's project on its page: parts handed in and judged, gaps, milestones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import cohort
from shared.contracts.errors import Detail, Refusal
from shared.contracts.people import Role
from tests.support.fake_client import unavailable
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.rooms import COACHING, CODE, HOME, TEAM, part, project, room
from tests.unit.portal.pages.signed_in import headers

PAGE = f"{HOME}/project"
CHARTER = {
    "problem": "People wait too long for an answer", "resident_outcome": "health_care", "residents_affected": 12000,
    "hypothesis": "Those who are told the time come again", "data_sources": ["Visits; by day", "Calls"],
}  # fmt: skip
SUBMITTED = part("charter", "submitted", version=1, submitted_at="2026-09-20T12:00:00Z", document=CHARTER)
GAP = cohort.Gap(id=UUID(int=61), description="No register", found_on=date(2026, 9, 1), mended_on=None, mended_how=None)
MILESTONE = cohort.Milestone(
    id=UUID(int=62), title="First export", due_on=date(2026, 9, 1), done_on=None, evidence=None, overdue=True
)


def asked(door: Any, method: str) -> Any:
    return [one.request for one in door.client.asked if one.request.method == method]


def test_the_team_hands_in_and_judges_nothing() -> None:
    page = room(get_project=project(SUBMITTED)).get(PAGE, headers=headers())
    assert f"{PAGE}/hand-in-charter" in page.text
    assert f"{PAGE}/accept" not in page.text
    assert "Submitted" in Read(page).text
    assert "12,000" in page.text


def test_a_part_is_handed_in_as_its_document_and_in_the_readers_writing() -> None:
    door = room(get_project=project(part("charter")), submit_project_part=project(SUBMITTED))
    form = CHARTER | {"residents_affected": "12.000", "data_sources": "Visits; by day\r\n\r\nCalls ", "number": "1"}
    answer = door.post(f"{PAGE}/hand-in-charter", data=form, headers=headers("es"))
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert asked(door, "submit_project_part") == [
        cohort.SubmitProjectPart(code=CODE, part="charter", number=1, document=CHARTER)
    ]


@pytest.mark.parametrize(
    ("language", "typed", "value"),
    [
        ("es", "12,5", "12.5"),
        ("en", "12.5", "12.5"),
        ("fr", "-0,25", "-0.25"),
        ("es", "0.5", "0.5"),
        ("pt", "1500", "1500"),
    ],
)
def test_a_decimal_is_read_by_either_mark(language: str, typed: str, value: str) -> None:
    door = room(get_project=project(part("baseline")), submit_project_part=project())
    form = {
        "indicator": "Waiting time",
        "unit": "days",
        "direction": "down",
        "value": typed,
        "measured_on": "2026-09-01",
    }
    assert door.post(f"{PAGE}/hand-in-baseline", data=form, headers=headers(language)).status_code == 303
    [sent] = asked(door, "submit_project_part")
    assert Decimal(sent.document["value"]) == Decimal(value)


@pytest.mark.parametrize(("language", "typed"), [("es", "1.500"), ("pt", "1.500,5"), ("fr", "1.5,0")])
def test_a_decimal_that_may_be_two_numbers_is_refused_and_kept(language: str, typed: str) -> None:
    door = room(get_project=project(part("baseline")), submit_project_part=project())
    answer = door.post(f"{PAGE}/hand-in-baseline", data={"value": typed, "number": "1"}, headers=headers(language))
    assert answer.status_code == 422
    assert Read(answer).ids["hand-in-baseline-1-value"]["value"] == typed
    assert not asked(door, "submit_project_part")


def test_every_component_is_assessed_in_one_form() -> None:
    door = room(get_project=project(part("assessment")), submit_project_part=project())
    form = {"components.governance.need": "No standards", "components.governance.opportunity": "A council of data"}
    door.post(f"{PAGE}/hand-in-assessment", data=form, headers=headers())
    [sent] = asked(door, "submit_project_part")
    assert sent.document == {"components": {"governance": {"need": "No standards", "opportunity": "A council of data"}}}


def test_what_is_wrong_with_a_part_stands_beside_its_field() -> None:
    refusal = Refusal("invalid", Detail("data_sources.0", "too_short", least=1), Detail("problem", "missing"))
    door = room(get_project=project(part("charter")), submit_project_part=refusal)
    page = Read(door.post(f"{PAGE}/hand-in-charter", data={"hypothesis": "kept", "number": "1"}, headers=headers()))
    assert {"#hand-in-charter-1-data_sources", "#hand-in-charter-1-problem"} <= set(page.links)
    assert page.ids["hand-in-charter-1-data_sources"]["aria-invalid"] == "true"
    assert "kept" in page.text


def test_while_cohort_is_down_nothing_typed_is_lost() -> None:
    door = room(get_project=project(part("charter")), submit_project_part=unavailable())
    answer = door.post(f"{PAGE}/hand-in-charter", data={"problem": "kept", "number": "1"}, headers=headers())
    assert answer.status_code == 503
    assert "kept" in answer.text


def test_a_new_version_begins_with_what_was_handed_in() -> None:
    returned = part("charter", "returned", version=1, document=CHARTER, returned_because="Say how many")
    page = Read(room(get_project=project(returned)).get(PAGE, headers=headers()))
    assert "Say how many" in page.text
    assert "Visits; by day Calls" in page.text


def test_a_coach_accepts_or_asks_for_changes() -> None:
    answers = {"get_project": project(SUBMITTED), "accept_project_part": project(), "return_project_part": project()}
    door = room(COACHING, Role.COACH, **answers)
    keys = {"part": "charter", "number": "1"}
    assert door.post(f"{PAGE}/accept", data=keys, headers=headers()).status_code == 303
    form = keys | {"reason": "Say how many"}
    assert door.post(f"{PAGE}/return", data=form, headers=headers()).status_code == 303
    assert asked(door, "accept_project_part") == [cohort.AcceptProjectPart(code=CODE, part="charter", number=1)]
    assert asked(door, "return_project_part") == [
        cohort.ReturnProjectPart(code=CODE, part="charter", number=1, reason="Say how many")
    ]


def test_gaps_are_closed_and_milestones_moved_and_reached() -> None:
    answers = {name: project() for name in ("mend_gap", "plan_milestone", "reach_milestone", "record_gap")}
    door = room(TEAM, get_project=project(gaps=(GAP,), milestones=(MILESTONE,)), **answers)
    page = Read(door.get(PAGE, headers=headers()))
    assert page.ids[f"move-milestone-{MILESTONE.id}-title"]["value"] == "First export"
    for verb, form in (
        ("mend-gap", {"gap": str(GAP.id), "mended_on": "2026-10-01", "how": "A register was made"}),
        ("move-milestone", {"milestone": str(MILESTONE.id), "title": "First export", "due_on": "2026-12-01"}),
        ("reach-milestone", {"milestone": str(MILESTONE.id), "done_on": "2026-11-01", "evidence": "The portal"}),
        ("record-gap", {"description": "No register", "found_on": "2026-09-01"}),
    ):
        assert door.post(f"{PAGE}/{verb}", data=form, headers=headers()).status_code == 303, verb
    [moved] = asked(door, "plan_milestone")
    assert (moved.milestone, moved.due_on) == (MILESTONE.id, date(2026, 12, 1))
