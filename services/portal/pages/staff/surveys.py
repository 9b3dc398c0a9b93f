"""Surveys of a cohort: opened, closed, their answers counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.portal.forms.fields import Field
from services.portal.forms.verbs import Verb
from services.portal.pages.leaf import Leaf, Shelf
from services.portal.pages.staff.board import PATH as COHORTS
from services.portal.pages.staff.desk import Desk, desk_at
from services.portal.web.page import Missing, there
from shared.contracts import cohort
from shared.contracts.field_codes import request_of

PATH = f"{COHORTS}/{{cohort}}/surveys"

OPEN: Verb[Desk] = Verb("open-survey", cohort.OpenSurvey, (Field("closes_on", "day", label="survey_closes_on"),))
CLOSE: Verb[Desk] = Verb("close-survey", cohort.CloseSurvey)


@dataclass(frozen=True)
class Counted:
    """One answer that may be given to a question, and how many gave it."""

    words: str
    count: int
    share: int  # per cent of all answers to it


@dataclass(frozen=True)
class Question:
    words: str
    result: cohort.QuestionResult
    counted: tuple[Counted, ...]


def read_surveys(desk: Desk) -> Mapping[str, Any]:
    plan, surveys = desk.page.ask(
        request_of(cohort.GetCohort, cohort=desk.given["cohort"]),
        request_of(cohort.ListSurveys, cohort=desk.given["cohort"]),
    )
    titles = {one.id: desk.page.title(one) for one in desk.page.program.surveys}
    return {"cohort": there(plan), "surveys": there(surveys).items, "titles": titles, "path": cohort_path(desk)}


def read_results(desk: Desk) -> Mapping[str, Any]:
    found, surveys = desk.page.ask(
        request_of(cohort.GetSurveyResults, **desk.given),
        request_of(cohort.ListSurveys, cohort=desk.given["cohort"]),
    )
    results = there(found)
    asked = () if isinstance(surveys, Missing) else surveys.items
    known = {one.id: one for survey in asked if survey.id == results.survey for one in survey.questions}
    titles = {one.id: desk.page.title(one) for one in desk.page.program.surveys}
    return {
        "results": results,
        "title": titles.get(results.survey, results.title),
        "questions": [counted(desk, one, known.get(one.id)) for one in results.questions],
        "path": cohort_path(desk),
    }


def counted(desk: Desk, result: cohort.QuestionResult, asked: cohort.SurveyQuestion | None) -> Question:
    """In the reader's language, as far as the program file has it."""
    titles, choices = (asked.titles, asked.choices) if asked else ({}, {})
    rows = tuple(
        Counted(
            in_language(desk, choices.get(value, {}), value),
            count,
            round(100 * count / result.answers) if result.answers else 0,
        )
        for value, count in result.counts.items()
    )
    return Question(in_language(desk, titles, result.title), result, rows)


def in_language(desk: Desk, titles: Mapping[str, str], otherwise: str) -> str:
    return titles.get(desk.page.language) or titles.get("en") or otherwise


def cohort_path(desk: Desk) -> str:
    return f"{COHORTS}/{desk.given['cohort']}"


router = Shelf[Desk](PATH, "cohort", desk_at(PATH)).routes(
    Leaf("", read_surveys, (OPEN, CLOSE), template="surveys"), Leaf("{survey}", read_results, template="results")
)
