"""A city's strategy on its page: a component is written, reviewed, compared with what it was, launched."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.portal.pages.city.differences import marked
from shared.contracts import cohort
from shared.contracts.errors import Detail, Refusal
from shared.contracts.people import Role
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.rooms import CODE, HOME, room
from tests.unit.portal.pages.signed_in import headers

PAGE = f"{HOME}/strategy"
SEEN = ("get_city", "get_strategy", "list_strategy_versions", "compare_strategy_versions")
TEAM = (*SEEN, "save_vision", "save_component", "save_action", "submit_component")
COACH = (*TEAM, "approve_component", "request_changes")
STAFF = (*COACH, "launch_strategy", "call_off_launch", "lift_embargo")
COMPONENTS = ("governance", "quality", "use", "capacity", "transparency")
ACTION = UUID(int=61)
FEEDBACK = "Say how complete they are today"
QUALITY = {
    "completeness": {"baseline": "Two in three", "plan": "Ask for it"},
    "bias_risks": [{"risk": "Some report less", "mitigation": "Count twice"}],
}


def component(name: str, state: str = "empty", **changed: Any) -> cohort.StrategyComponent:
    fields = {"component": name, "title": name, "state": state, "missing": (), "feedback": None, "document": None}
    return cohort.StrategyComponent.model_validate(fields | changed)


def strategy(*components: cohort.StrategyComponent, **changed: Any) -> cohort.Strategy:
    given = {one.component: one for one in components}
    action = {
        "id": ACTION, "component": "quality", "what": "One list of districts", "owner": "Data office",
        "due_on": "2028-03-15", "cost": "180000", "currency": "BRL", "state": "planned",
    }  # fmt: skip
    fields = {
        "code": CODE, "version": 6, "state": "draft", "public": False, "vision": "Every office decides with figures",
        "fiscal_year_on": None, "horizon": ("2027-06-01", "2030-06-01"), "launch_on": None, "launched_on": None,
        "launched_version": None, "embargo_until": None, "actions": (action,), "steps": (),
        "components": [given.get(name) or component(name) for name in COMPONENTS],
    }  # fmt: skip
    return cohort.Strategy.model_validate(fields | changed)


def versions(*parts: str) -> cohort.StrategyVersions:
    at = datetime(2026, 11, 21, 14, tzinfo=UTC)
    made = tuple(
        cohort.StrategyVersion(version=number, part=part, saved_at=at, saved_by="local-admin")
        for number, part in enumerate(parts, 1)
    )
    return cohort.StrategyVersions(code=CODE, versions=made)


def desk(may: tuple[str, ...] = TEAM, *roles: Role, **answers: Any) -> Doorway:
    known = {
        "get_strategy": strategy(component("quality", "draft", document=QUALITY)),
        "list_strategy_versions": versions(),
    }
    return room(may, *roles, **known | answers)


def sent(door: Doorway, method: str) -> Any:
    return next(one.request for one in door.client.asked if one.request.method == method)


def test_the_page_opens_the_first_component_that_is_not_approved() -> None:
    page = Read(desk().get(PAGE, headers=headers()))
    assert "Components approved: 0 of 5" in page.text
    assert "standards.0.title" in page.fields
    assert f"{PAGE}/quality" in page.links


def test_a_component_is_saved_whole_with_the_version_that_was_seen() -> None:
    door = desk(save_component=strategy())
    page = Read(door.get(f"{PAGE}/quality", headers=headers()))
    assert {"completeness.baseline", "bias_risks.0.risk", "bias_risks.2.risk"} <= set(page.fields)
    assert page.fields["expected_version"]["value"] == "6"
    form = {
        "expected_version": "6", "completeness.baseline": "Two in three", "completeness.plan": "Ask",
        "bias_risks.0.risk": "", "bias_risks.1.risk": "Some report less", "bias_risks.1.mitigation": "Count twice",
    }  # fmt: skip
    answer = door.post(f"{PAGE}/quality/save", data=form, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}/quality")
    assert sent(door, "save_component") == cohort.SaveComponent(
        code=CODE, component="quality", expected_version=6,
        document={
            "completeness": {"baseline": "Two in three", "plan": "Ask"},
            "bias_risks": [{"risk": "Some report less", "mitigation": "Count twice"}],
        },
    )  # fmt: skip


def test_saved_and_asked_for_a_review_are_two_commands_of_one_press() -> None:
    door = desk(save_component=strategy(), submit_component=strategy())
    form = {"command_id": str(UUID(int=9)), "expected_version": "6", "completeness.baseline": "Two in three"}
    for _ in range(2):
        assert door.post(f"{PAGE}/quality/save-and-submit", data=form, headers=headers()).status_code == 303
    asked = [one.command_id for one in door.client.asked if one.request.method == "submit_component"]
    assert len(set(asked)) == 1
    assert asked[0] not in (None, UUID(int=9))


def test_what_a_review_lacks_is_said_and_what_was_typed_stays() -> None:
    lacking = Refusal("invalid", Detail("accuracy", "missing"))
    door = desk(save_component=strategy(), submit_component=lacking)
    answer = door.post(
        f"{PAGE}/quality/save-and-submit", data={"completeness.plan": "Typed just now"}, headers=headers()
    )
    assert answer.status_code == 422
    assert "Typed just now" in answer.text


def test_what_somebody_else_saved_stands_beside_what_was_typed() -> None:
    door = desk(save_component=Refusal("stale_version", expected=5, current=6))
    form = {"expected_version": "5", "completeness.baseline": "Half of them"}
    answer = door.post(f"{PAGE}/quality/save", data=form, headers=headers())
    assert answer.status_code == 409
    assert "somebody else has saved meanwhile" in answer.text
    assert "Two in three" in answer.text
    assert "Half of them" in answer.text
    assert Read(answer).fields["expected_version"]["value"] == "6"


def test_a_field_that_somebody_emptied_is_emptied() -> None:
    door = desk(save_action=strategy())
    form = {"action_id": str(ACTION), "what": "One list", "state": "done", "owner": "", "cost": ""}
    door.post(f"{PAGE}/quality/save-action", data=form, headers=headers())
    asked = sent(door, "save_action")
    assert (asked.action_id, asked.owner, asked.cost, asked.state) == (ACTION, None, None, "done")
    assert "owner" in asked.model_fields_set


@pytest.mark.parametrize(("may", "seen"), [(TEAM, False), (COACH, True)])
def test_whoever_coaches_judges_what_is_in_review(may: tuple[str, ...], seen: bool) -> None:
    reviewed = strategy(component("quality", "in_review", document=QUALITY))
    door = desk(may, get_strategy=reviewed, request_changes=reviewed)
    answer = door.get(f"{PAGE}/quality", headers=headers())
    assert (f"{PAGE}/quality/approve" in answer.text) is seen
    assert f'{PAGE}/quality/save"' not in answer.text
    if seen:
        door.post(f"{PAGE}/quality/request-changes", data={"feedback": FEEDBACK}, headers=headers())
        assert sent(door, "request_changes").feedback == FEEDBACK


def test_feedback_says_whose_it_is_and_when() -> None:
    step = {"at": "2026-11-27T12:00:00Z", "by": "local-admin", "step": "changes_requested", "reason": FEEDBACK}
    asked = strategy(component("quality", "changes_requested", document=QUALITY, feedback=FEEDBACK), steps=[step])
    page = Read(desk(get_strategy=asked).get(f"{PAGE}/quality", headers=headers()))
    assert "The program asked for changes on November 27, 2026" in page.text


def test_steps_are_told_in_words_and_a_launch_anew_says_what_is_not_public_until_then() -> None:
    at = {"at": "2026-11-27T12:00:00Z", "by": "local-admin", "reason": None}
    steps = [at | {"step": "in_review", "component": "quality"}, at | {"step": "launch_called_off"}]
    planned = strategy(
        component("quality", "approved", document=QUALITY), steps=steps, state="launch_planned",
        launch_on="2027-05-01", launched_on="2026-11-01", launched_version=2, embargo_until="2026-11-02T12:00:00Z",
    )  # fmt: skip
    page = Read(desk(STAFF, get_strategy=planned).get(f"{PAGE}/quality", headers=headers()))
    for said in (
        "Quality: A review was asked for", "Launch called off", "launched on November 1, 2026 (version 2)",
        "launch on May 1, 2027", "Until then what was launched before cannot be read in public",
    ):  # fmt: skip
        assert said in page.text, said
    assert "End the embargo" not in page.text  # it is over


def test_the_last_two_versions_are_compared_unless_others_are_asked_for() -> None:
    change = {"path": "components.quality.completeness.plan", "before": "Yearly visits", "after": "Monthly visits"}
    compared = cohort.StrategyComparison(
        code=CODE, from_version=1, to_version=2,
        differences=(
            cohort.StrategyDifference.model_validate(change),
            cohort.StrategyDifference(path=f"actions.{ACTION}.state", before="planned", after="done"),
        ),
    )  # fmt: skip
    door = desk(list_strategy_versions=versions("quality", "quality", "use"), compare_strategy_versions=compared)
    answer = door.get(f"{PAGE}/quality", headers=headers())
    assert "<del>Yearly</del><ins>Monthly</ins> visits" in answer.text
    assert "Completeness, Plan" in Read(answer).text.replace("Quality, ", "")
    assert "One list of districts: State" in Read(answer).text
    door.get(f"{PAGE}/quality?from=0&to=2", headers=headers())
    door.get(f"{PAGE}/quality?from=7&to=99999999999999", headers=headers())
    asked = [one.request for one in door.client.asked if one.request.method == "compare_strategy_versions"]
    assert [(one.from_version, one.to_version) for one in asked] == [(2, 3), (0, 2)]


def test_staff_launch_and_lead_over_what_is_missing() -> None:
    door = desk(STAFF, Role.PROGRAM_LEAD, launch_strategy=Refusal("strategy_incomplete"))
    assert "The launch needs all components approved; 5 are missing." in Read(door.get(PAGE, headers=headers())).text
    answer = door.post(f"{PAGE}/launch", data={"launch_on": "2027-06-01"}, headers=headers())
    assert answer.status_code == 409
    assert "override" in Read(answer).fields


def test_a_component_that_the_program_does_not_have_is_nowhere() -> None:
    assert desk().get(f"{PAGE}/mood", headers=headers()).status_code == 404


def test_two_texts_are_marked_by_words_and_long_ones_whole() -> None:
    assert marked("most of them", "two of them") == [("gone", "most"), ("new", "two"), ("same", " of them")]
    assert marked(None, "new") == [("new", "new")]
    assert [mark for mark, _ in marked("a " * 3000, "b " * 3000)] == ["gone", "new"]
