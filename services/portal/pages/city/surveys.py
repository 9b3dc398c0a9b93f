"""Surveys that the cohort's cities answer, and how mature a city's use of data is, at the start and at the end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.forms.fields import Field
from services.portal.pages.city.leaf import Leaf, routes_of
from services.portal.pages.city.room import Room
from services.portal.pages.city.verbs import Fields, Verb
from services.portal.web.names import alone, named
from shared.contracts import cohort
from shared.contracts.errors import Refusal

SCALE = tuple(str(one) for one in range(1, 6))
KINDS: dict[str, Any] = {"scale": "radio", "choice": "radio", "number": "decimal", "text": "long"}


def surveys(room: Room) -> tuple[cohort.CohortSurvey, ...]:
    return room.ask(cohort.ListSurveys(cohort=room.city.cohort)).items


def survey_of(room: Room) -> cohort.CohortSurvey:
    found = next((one for one in surveys(room) if one.id == room.given["survey"]), None)
    if found is None:
        raise Refusal("not_found", reason="address")
    return found


def titled(room: Room, titles: Mapping[str, str]) -> str:
    return titles.get(room.page.language) or titles.get("en") or next(iter(titles.values()), "")


def question(room: Room, asked: cohort.SurveyQuestion) -> Field:
    choices = [(id_, titled(room, titles)) for id_, titles in asked.choices.items()]
    options = [(one, one) for one in SCALE] if asked.kind == "scale" else choices
    optional = not asked.required
    return Field(f"answers.{asked.id}", KINDS[asked.kind], optional, options, words=titled(room, asked.titles))


def questions(room: Room) -> Fields:
    roles = [(one.id, alone(room.role_title(one.id))) for one in room.page.program.roles]
    return Field("role", "choice", options=roles), *(question(room, one) for one in survey_of(room).questions)


def numbers(typed: dict[str, Any]) -> dict[str, Any]:
    """A step of a scale is a number."""
    answers = {id_: whole(text) for id_, text in (typed.get("answers") or {}).items()}
    return typed | {"answers": answers}


def whole(text: Any) -> Any:
    return int(text) if text in SCALE else text


def levels(room: Room) -> Fields:
    moments = [(one, named(room.page.language, "maturity_moments", one)) for one in ("start", "end")]
    components = [(one.id, room.page.title(one)) for one in room.page.program.strategy_components]
    steps = [(one, one) for one in SCALE]
    return (
        Field("moment", "radio", options=moments),
        Field("assessed_on", "day"),
        *(Field(f"levels.{id_}", "radio", options=steps, words=title) for id_, title in components),
        *(
            Field(f"evidence.{id_}", "long", True, rows=2, words=room.page.say("pages.surveys.evidence", title=title))
            for id_, title in components
        ),
    )


def as_numbers(typed: dict[str, Any]) -> dict[str, Any]:
    return typed | {"levels": {id_: whole(text) for id_, text in (typed.get("levels") or {}).items()}}


def viewed(room: Room) -> Mapping[str, Any]:
    return {"view": "assessor" if room.runs else "city"}


def read_all(room: Room) -> Mapping[str, Any]:
    asked = cohort.ListSurveys(cohort=room.city.cohort), cohort.ListSurveyResponses(code=room.code)
    maturity = cohort.GetMaturity(code=room.code)
    room.ahead(*asked, maturity)
    answered = room.ask(asked[1]).items
    return {
        "surveys": surveys(room),
        "answered": {one.id: [row for row in answered if row.survey == one.id] for one in surveys(room)},
        "maturity": room.part(maturity),
        "components": [(one.id, room.page.title(one)) for one in room.page.program.strategy_components],
        "titles": {one.id: room.page.title(one) for one in room.page.program.surveys},
    }


def read_one(room: Room) -> Mapping[str, Any]:
    survey = survey_of(room)
    mine = [one for one in room.ask(cohort.ListSurveyResponses(code=room.code)).items if one.survey == survey.id]
    title = next((room.page.title(one) for one in room.page.program.surveys if one.id == survey.id), survey.title)
    return {"survey": survey, "title": title, "responses": mine}


router = routes_of(
    Leaf("surveys", read_all, (Verb("assess", cohort.RecordMaturity, levels, viewed, shape=as_numbers),)),
    Leaf(
        "surveys/{survey}",
        read_one,
        (
            Verb(
                "answer-survey",
                cohort.AnswerSurvey,
                questions,
                lambda room: {"survey": survey_of(room).id},
                shape=numbers,
                look="main",
            ),
        ),
        template="survey",
    ),
)
