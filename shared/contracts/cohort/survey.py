"""Surveys of a cohort: what the program file asks, and what its cities answer."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.cohort.participation import ParticipationEvent
from shared.contracts.cohort.plan import CohortEvent, ToldCity
from shared.contracts.field_types import IsoDate, Text
from shared.contracts.requests import Command, Model, Query

SurveyState = Literal["planned", "open", "closed"]
_Id = Annotated[str, Text(1, 40)]
_Answer = Annotated[int, Field(strict=True)] | Annotated[str, Text(1, 2000, lines=True)]

# -- events --------------------------------------------------------------------------------------------------------


class SurveyOpened(CohortEvent):
    """A survey can be answered, to the end of that day; or that day has moved."""

    survey: str
    closes_on: date
    cities: tuple[ToldCity, ...] = ()  # active ones that may answer


class SurveyClosed(CohortEvent):
    """A survey is answered no more, before its day."""

    survey: str


class SurveyAsked(ParticipationEvent):
    """A city that has not answered is asked a survey, to the end of that day."""

    survey: str
    closes_on: date


class SurveyEnded(ParticipationEvent):
    """A city that has not answered is asked no more, before that day."""

    survey: str


class SurveyAnswered(ParticipationEvent):
    """A city has answered a survey in one role, or answered anew; the answers stay in the service."""

    survey: str
    role: str
    response_version: int


# -- what is shown -------------------------------------------------------------------------------------------------


class SurveyQuestion(Model):
    """`titles` by language; `choices`: the titles of each, by its id."""

    id: str
    kind: str
    required: bool
    titles: dict[str, str]
    choices: dict[str, dict[str, str]]


class CohortSurvey(Model):
    """`responses`: the latest of each city and role."""

    id: str
    title: str
    state: SurveyState
    closes_on: date | None
    questions: tuple[SurveyQuestion, ...]
    responses: int


class CohortSurveys(Model):
    items: tuple[CohortSurvey, ...]


class ListSurveys(Query[CohortSurveys]):
    """Every survey of the cohort's program, asked or not."""

    cohort: str = Field(min_length=1, max_length=40)


class QuestionResult(Model):
    """`mean`: of a scale or a number, two decimals; None without an answer. `counts`: answers by value, of a scale or a
    choice. `texts`: of a text, in the order in which they came."""

    id: str
    kind: str
    title: str
    answers: int
    mean: str | None
    counts: dict[str, int]
    texts: tuple[str, ...]


class SurveyResults(Model):
    cohort: str
    survey: str
    title: str
    state: SurveyState
    responses: int
    cities: int
    questions: tuple[QuestionResult, ...]


class GetSurveyResults(Query[SurveyResults]):
    audited = "read"

    cohort: str = Field(min_length=1, max_length=40)
    survey: _Id


class SurveyResponse(Model):
    """What a city has said in one role."""

    code: str
    survey: str
    role: str
    version: int
    answers: dict[str, int | str]


class SurveyResponses(Model):
    items: tuple[SurveyResponse, ...]


class ListSurveyResponses(Query[SurveyResponses]):
    """What a city has said, the latest of each survey and role."""

    audited = "read"

    code: Code


# -- commands ------------------------------------------------------------------------------------------------------


class OpenSurvey(Command[CohortSurvey]):
    """Ask the cohort's cities, to the end of a day in the program's zone; again moves that day."""

    cohort: str = Field(min_length=1, max_length=40)
    survey: _Id
    closes_on: IsoDate


class CloseSurvey(Command[CohortSurvey]):
    """Take no more answers from now on; opening it again is the way back."""

    cohort: str = Field(min_length=1, max_length=40)
    survey: _Id


class AnswerSurvey(Command[SurveyResponse]):
    """Answer for a city in a role of the program; again, while it is open, replaces it.

    `answers` by the questions' ids: 1 to 5 for a scale, a choice's id, a number (whole, or a decimal as text), a text.
    """

    code: Code
    survey: _Id
    role: _Id
    answers: dict[str, _Answer]
