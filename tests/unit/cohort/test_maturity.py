"""Data maturity: a level for each component, at the start and at the end, in two views."""

from __future__ import annotations

from typing import Any

import pytest

from services.cohort.domain.conditions import conditions_of
from services.cohort.domain.requirements import Moment
from shared.contracts import cohort as contract
from tests.support.refused import refusal_of
from tests.unit.cohort.fake_cohort import NOW, PROGRAM
from tests.unit.cohort.fake_looking_back import COMPONENTS, LEVELS, LookingBackDesk


def test_an_assessment_is_kept_and_told_without_its_words() -> None:
    desk = LookingBackDesk()
    shown = desk.assess(evidence={"use": "The cabinet reads one page a week."})
    (one,) = shown.assessments
    assert (one.moment, one.view, one.version, one.levels, one.mean) == ("start", "assessor", 1, LEVELS, "2.20")
    (told,) = desk.outbox.events
    assert isinstance(told, contract.MaturityAssessed)
    assert (told.levels, told.assessment_version) == (LEVELS, 1)
    assert "cabinet" not in told.model_dump_json()


def test_what_each_level_means_is_shown_in_each_language() -> None:
    meanings = LookingBackDesk().maturity().meanings
    assert list(meanings) == [1, 2, 3, 4, 5]
    assert all(titles.keys() == {"en", "es", "pt", "fr"} for titles in meanings.values())


def test_again_is_the_next_version_and_the_other_view_stands_beside() -> None:
    desk = LookingBackDesk()
    desk.assess()
    desk.assess(levels=dict.fromkeys(COMPONENTS, 1))
    shown = desk.assess(view="city")
    assert [(one.view, one.version, one.mean) for one in shown.assessments] == [
        ("assessor", 2, "1.00"), ("city", 1, "2.20")
    ]  # fmt: skip
    assert shown == desk.maturity()


def test_what_changed_from_start_to_end_is_said_for_each_view_that_has_both() -> None:
    desk = LookingBackDesk()
    desk.assess(view="city", day="2027-05-01")
    desk.assess(day="2027-05-01")
    shown = desk.assess("end", levels=dict.fromkeys(COMPONENTS, 3))
    (change,) = shown.changes
    assert (change.view, change.changes["use"], change.changes["quality"], change.mean_change) == (
        "assessor", 0, 1, "+0.80"
    )  # fmt: skip


def test_no_change_has_a_sign_too_and_a_fall_is_negative() -> None:
    desk = LookingBackDesk()
    desk.assess()
    (change,) = desk.assess("end", levels=dict.fromkeys(COMPONENTS, 1)).changes
    assert change.mean_change == "-1.20"
    (change,) = desk.assess("end").changes
    assert change.mean_change == "+0.00"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"levels": {k: v for k, v in LEVELS.items() if k != "use"}}, ("levels.use", "missing")),
        ({"levels": LEVELS | {"magic": 3}}, ("levels.magic", "not_a_choice")),
        ({"evidence": {"magic": "some words"}}, ("evidence.magic", "not_a_choice")),
        ({"day": "2027-05-21"}, ("assessed_on", "after_today")),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_kept(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    desk = LookingBackDesk()
    refusal = refusal_of(lambda: desk.assess(**changes))
    assert (refusal.code, [(d.field, d.code) for d in refusal.details]) == ("invalid", [fault])
    assert (desk.outbox.events, desk.repository.maturity) == ([], [])


def test_the_end_does_not_come_before_the_start() -> None:
    desk = LookingBackDesk()
    desk.assess(day="2027-05-10")
    assert refusal_of(lambda: desk.assess("end", day="2027-05-09")).details[0].code == "before_the_start_assessment"
    desk.assess("end", day="2027-05-10")
    assert refusal_of(lambda: desk.assess(day="2027-05-11")).details[0].code == "after_the_end_assessment"


@pytest.mark.parametrize("moment", ["start", "end"])
def test_a_program_may_require_it(moment: str) -> None:
    desk, condition = LookingBackDesk(), conditions_of(PROGRAM)[f"maturity_assessed_at_{moment}"]
    when = Moment(NOW.date(), PROGRAM)
    assert not condition.met(desk.maturity_facts(), when)
    desk.assess(moment)
    assert condition.met(desk.maturity_facts(), when)


def test_a_city_says_how_it_sees_itself() -> None:
    desk = LookingBackDesk()
    desk.repository.outside = True
    refusal = refusal_of(lambda: desk.assess(view="assessor"))
    assert [(one.field, one.code) for one in refusal.details] == [("view", "not_a_choice")]
    assert [one.view for one in desk.assess(view="city").assessments] == ["city"]
