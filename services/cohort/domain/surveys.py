"""Surveys of the program file: who may answer until when, which answers fit, what they come to; program.md §4."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any

from shared.contracts.cohort.survey import QuestionResult
from shared.contracts.errors import Detail, Refusal, illegal_transition, not_found
from shared.program.looking_back import HIGHEST_LEVEL, LOWEST_LEVEL, Question, Survey
from shared.program.model import Program

PLANNED, OPEN, CLOSED = "planned", "open", "closed"
HUNDREDTH = Decimal("0.01")
LONGEST_NUMBER = 18  # digits


@dataclass(frozen=True)
class Asked:
    """A survey as a cohort was asked it. `closed`: before its day."""

    survey: str
    closes_on: date
    closed: bool


@dataclass(frozen=True)
class Response:
    """The latest of a city in a role."""

    code: str
    role: str
    version: int
    answers: dict[str, int | str]


def get_survey(program: Program, survey_id: str) -> Survey:
    found = next((survey for survey in program.surveys if survey.id == survey_id), None)
    if found is None:
        raise not_found("survey", survey_id)
    return found


def state_of(asked: Asked | None, today: date) -> str:
    """`today` in the program's zone; a survey is open to the end of its day."""
    if asked is None:
        return PLANNED
    return CLOSED if asked.closed or today > asked.closes_on else OPEN


def insist_on_open(asked: Asked | None, today: date, step: str) -> None:
    state = state_of(asked, today)
    if state != OPEN:
        raise illegal_transition("survey", state, step)


def insist_on_coming_day(closes_on: date, today: date) -> None:
    if closes_on < today:
        raise Refusal("invalid", Detail("closes_on", "before_today", today=today))


def insist_on_role(program: Program, role: str) -> None:
    known = [one.id for one in program.roles]
    if role not in known:
        raise Refusal("invalid", Detail("role", "not_a_choice", choices=known))


def insist_on_answers(survey: Survey, answers: Mapping[str, int | str]) -> None:
    """Each required question is answered, each answer fits its question, and nothing else is answered."""
    known = {question.id: question for question in survey.questions}
    details = [
        Detail(f"answers.{question.id}", "missing")
        for question in survey.questions
        if question.required and question.id not in answers
    ]
    for name, answer in answers.items():
        if name not in known:
            details.append(Detail(f"answers.{name}", "unknown_question"))
        elif wrong := FITS[known[name].kind](known[name], answer):
            details.append(Detail(f"answers.{name}", wrong[0], **wrong[1]))
    if details:
        raise Refusal("invalid", *details)


#: A detail's code and its values.
Wrong = tuple[str, dict[str, Any]] | None


def _scale(_question: Question, answer: int | str) -> Wrong:
    if not isinstance(answer, int):
        return "not_a_number", {}
    if answer < LOWEST_LEVEL:
        return "too_small", {"least": LOWEST_LEVEL}
    return ("too_large", {"most": HIGHEST_LEVEL}) if answer > HIGHEST_LEVEL else None


def _choice(question: Question, answer: int | str) -> Wrong:
    known = [choice.id for choice in question.choices]
    return None if answer in known else ("not_a_choice", {"choices": known})


def _number(_question: Question, answer: int | str) -> Wrong:
    try:
        fits = len(str(answer)) <= LONGEST_NUMBER and Decimal(answer).is_finite()
    except InvalidOperation:
        fits = False
    return None if fits else ("not_a_decimal", {})


def _text(_question: Question, answer: int | str) -> Wrong:
    return None if isinstance(answer, str) else ("not_text", {})


FITS: dict[str, Callable[[Question, int | str], Wrong]] = {
    "scale": _scale,
    "choice": _choice,
    "number": _number,
    "text": _text,
}


def results(survey: Survey, responses: Sequence[Response]) -> tuple[QuestionResult, ...]:
    return tuple(
        _result(question, [one.answers[question.id] for one in responses if question.id in one.answers])
        for question in survey.questions
    )


def _result(question: Question, answers: Sequence[int | str]) -> QuestionResult:
    measured = question.kind in ("scale", "number")
    possible = {
        "scale": [str(level) for level in range(LOWEST_LEVEL, HIGHEST_LEVEL + 1)],
        "choice": [choice.id for choice in question.choices],
    }.get(question.kind, [])
    counted = Counter(map(str, answers))
    return QuestionResult(
        id=question.id,
        kind=question.kind,
        title=question.title,
        answers=len(answers),
        mean=_mean(answers) if measured else None,
        counts={value: counted[value] for value in possible},
        texts=tuple(map(str, answers)) if question.kind == "text" else (),
    )


def _mean(answers: Iterable[int | str]) -> str | None:
    """None for no answer: nothing is not 0."""
    numbers = [Decimal(answer) for answer in answers]
    return str((sum(numbers, Decimal(0)) / len(numbers)).quantize(HUNDREDTH, ROUND_HALF_EVEN)) if numbers else None
