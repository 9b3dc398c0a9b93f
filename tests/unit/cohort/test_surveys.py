"""Surveys: opened to the end of a day, answered by city and role, counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from services.cohort.domain import surveys as surveys_domain
from services.cohort.handlers import surveys
from shared.contracts import cohort as contract
from tests.support.refused import refusal_of, refused
from tests.unit.cohort.fake_city import OTHER
from tests.unit.cohort.fake_cohort import APPLICATION_ID, CODE, NOW
from tests.unit.cohort.fake_looking_back import ANSWERS, LookingBackDesk

LAST_MINUTE = datetime(2027, 6, 16, 3, 59, tzinfo=UTC)  # 23:59 of the day before in New York
TOO_LATE = datetime(2027, 6, 16, 4, 0, tzinfo=UTC)


@pytest.fixture
def desk() -> LookingBackDesk:
    desk = LookingBackDesk()
    desk.ask()
    desk.outbox.events.clear()
    return desk


def test_a_survey_is_planned_open_closed_and_opened_again() -> None:
    desk = LookingBackDesk()
    assert refused(desk.answer).startswith("illegal_transition")
    assert refused(desk.close).startswith("illegal_transition")
    assert (desk.ask().state, desk.close().state) == ("open", "closed")
    assert refused(desk.answer).startswith("illegal_transition")
    assert desk.ask(closes_on="2027-06-20").state == "open"
    assert [type(event).__name__ for event in desk.outbox.events] == [
        "SurveyOpened", "SurveyAsked", "SurveyClosed", "SurveyEnded", "SurveyOpened", "SurveyAsked",
    ]  # fmt: skip


def test_a_city_that_has_answered_is_asked_no_more(desk: LookingBackDesk) -> None:
    desk.answer()
    desk.outbox.events.clear()
    desk.ask(closes_on="2027-06-20")
    desk.close()
    assert [type(event).__name__ for event in desk.outbox.events] == ["SurveyOpened", "SurveyClosed"]


def test_what_is_asked_is_shown_in_each_language(desk: LookingBackDesk) -> None:
    by_id = {question.id: question for question in desk.ask().questions}
    assert (by_id["decisions"].kind, by_id["decisions"].required, by_id["hope"].required) == ("scale", True, False)
    assert by_id["obstacle"].choices.keys() == {"people", "systems", "rules", "leadership"}
    for question in by_id.values():
        assert question.titles.keys() == {"en", "es", "pt", "fr"}


def test_opening_it_alike_again_tells_nobody(desk: LookingBackDesk) -> None:
    desk.ask()
    assert desk.outbox.events == []


def test_it_is_open_to_the_end_of_its_day_in_the_programs_zone(desk: LookingBackDesk) -> None:
    assert desk.answer(now=LAST_MINUTE).version == 1
    assert refused(lambda: desk.answer({"decisions": 5, "obstacle": "rules"}, now=TOO_LATE)).startswith(
        "illegal_transition"
    )


def test_a_city_reads_what_it_has_said_and_nothing_of_others(desk: LookingBackDesk) -> None:
    desk.answer()
    desk.join(OTHER)
    other = surveys_domain.Response(OTHER, "team_lead", 1, ANSWERS)
    desk.repository.insert_response(desk.repository.find_participation(OTHER).application_id, "start", other, "", NOW)
    found = surveys.list_responses(contract.ListSurveyResponses(code=CODE), desk.repository).items
    assert [(one.code, one.version, one.answers) for one in found] == [(CODE, 1, ANSWERS)]


def test_a_survey_does_not_close_before_today() -> None:
    refusal = refusal_of(lambda: LookingBackDesk().ask(closes_on="2027-05-19"))
    assert [(d.field, d.code) for d in refusal.details] == [("closes_on", "before_today")]


def test_what_the_program_does_not_ask_is_not_found() -> None:
    assert refused(lambda: LookingBackDesk().ask("mood")).startswith("not_found")


def test_an_answer_is_told_without_what_it_says(desk: LookingBackDesk) -> None:
    desk.answer()
    (told,) = desk.outbox.events
    assert isinstance(told, contract.SurveyAnswered)
    assert (told.survey, told.role, told.response_version) == ("start", "team_lead", 1)
    assert "waits" not in told.model_dump_json()


def test_again_replaces_it_and_the_same_again_changes_nothing(desk: LookingBackDesk) -> None:
    desk.answer()
    assert desk.answer().version == 1
    assert desk.answer(ANSWERS | {"decisions": 5}).version == 2
    assert desk.answer(role="mayors_office").version == 1
    assert [one.counts for one in desk.results().questions if one.id == "decisions"] == [
        {"1": 0, "2": 1, "3": 0, "4": 0, "5": 1}
    ]
    assert len(desk.outbox.events) == 3


@pytest.mark.parametrize(
    ("answers", "fault"),
    [
        ({"obstacle": "rules"}, ("answers.decisions", "missing")),
        ({"decisions": 0}, ("answers.decisions", "too_small")),
        ({"decisions": 6}, ("answers.decisions", "too_large")),
        ({"decisions": "5"}, ("answers.decisions", "not_a_number")),
        ({"obstacle": "weather"}, ("answers.obstacle", "not_a_choice")),
        ({"analysts": "a few"}, ("answers.analysts", "not_a_decimal")),
        ({"analysts": "NaN"}, ("answers.analysts", "not_a_decimal")),
        ({"analysts": "1" * 19}, ("answers.analysts", "not_a_decimal")),
        ({"hope": 5}, ("answers.hope", "not_text")),
        ({"mood": "good"}, ("answers.mood", "unknown_question")),
    ],
)
def test_an_answer_that_does_not_fit_is_named_and_nothing_is_kept(
    desk: LookingBackDesk, answers: dict[str, Any], fault: tuple[str, str]
) -> None:
    given = answers if fault[1] == "missing" else {"decisions": 3, "obstacle": "rules"} | answers
    refusal = refusal_of(lambda: desk.answer(given))
    assert (refusal.code, [(d.field, d.code) for d in refusal.details]) == ("invalid", [fault])
    assert (desk.outbox.events, desk.repository.responses) == ([], {})


def test_a_role_that_the_program_does_not_have_is_refused(desk: LookingBackDesk) -> None:
    refusal = refusal_of(lambda: desk.answer(role="astronaut"))
    assert [(d.field, d.code) for d in refusal.details] == [("role", "not_a_choice")]


def test_results_have_means_and_counts_and_none_is_no_number(desk: LookingBackDesk) -> None:
    empty = {one.id: (one.answers, one.mean) for one in desk.results().questions}
    assert empty == {"decisions": (0, None), "obstacle": (0, None), "analysts": (0, None), "hope": (0, None)}
    desk.answer()
    desk.answer({"decisions": 5, "obstacle": "people"}, role="mayors_office")
    found = desk.results()
    assert (found.responses, found.cities, found.state) == (2, 1, "open")
    by_id = {one.id: one for one in found.questions}
    assert (by_id["decisions"].answers, by_id["decisions"].mean) == (2, "3.50")
    assert by_id["obstacle"].counts == {"people": 1, "systems": 0, "rules": 1, "leadership": 0}
    assert (by_id["analysts"].answers, by_id["analysts"].mean) == (1, "4.50")
    assert by_id["hope"].texts == ("Shorter waits.",)


def test_its_opening_names_the_cities_that_may_answer() -> None:
    desk = LookingBackDesk()
    desk.ask()
    desk.repository.participations[APPLICATION_ID] = replace(desk.city, status="exited")
    desk.ask(closes_on="2027-06-16")
    opened = [event for event in desk.outbox.events if isinstance(event, contract.SurveyOpened)]
    assert [[city.code for city in event.cities] for event in opened] == [[CODE], []]
    asked = [event for event in desk.outbox.events if isinstance(event, contract.SurveyAsked)]
    assert [event.code for event in asked] == [CODE]


def test_the_surveys_of_a_cohort_are_those_of_its_program_asked_or_not(desk: LookingBackDesk) -> None:
    asked = surveys.list_surveys(contract.ListSurveys(cohort="cohort-2027"), desk.repository, NOW)
    assert [(one.id, one.state) for one in asked.items] == [("start", "open"), ("end", "planned")]
