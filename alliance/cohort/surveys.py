"""`alliance survey`: what the program asks its cities, and what they answer."""

from __future__ import annotations

from typing import Annotated

import typer

from alliance.connection import connect
from alliance.files import make
from alliance.options import CohortName
from alliance.output import CommandError, as_page, counted, led, paragraph, show, show_page
from alliance.reader import language, words
from alliance.verbs import Found, Verbs, whole
from shared.contracts.cohort import (
    AnswerSurvey,
    CloseSurvey,
    CohortSurvey,
    GetSurveyResults,
    ListSurveys,
    OpenSurvey,
    QuestionResult,
    SurveyQuestion,
    SurveyResponse,
    SurveyResults,
)
from shared.wording.language import FALLBACK

app = Verbs(help="Surveys of a cohort.", group="survey")

SurveyId = Annotated[str, typer.Argument(metavar="SURVEY", help="Its id in the program file.")]
File = typer.Argument(metavar="FILE", help="JSON or TOML: an answer for each question's id; see docs/files.md")


def survey_row(one: CohortSurvey) -> tuple[object, ...]:
    return (one.id, one.state, one.closes_on or "", one.responses, one.title)


def asked(question: SurveyQuestion, lang: str) -> list[str]:
    """English stands in where the program file has no words of that language."""

    def title(titles: dict[str, str]) -> str:
        return titles.get(lang, titles[FALLBACK])

    key = "survey.required" if question.required else "survey.optional"
    head = led(key, title(question.titles), "", id=question.id, kind=question.kind)
    return [head, *(paragraph(f"  {id_}: ", title(titles)) for id_, titles in question.choices.items())]


def answered_text(found: SurveyResponse) -> str:
    return words("survey.answered", code=found.code, survey=found.survey, role=found.role, version=found.version)


def results_text(found: SurveyResults) -> str:
    responses, cities = counted("responses", found.responses), counted("cities", found.cities)
    head = words("survey.results", title=found.title, state=found.state, responses=responses, cities=cities)
    return "\n\n".join([head, *map(question_text, found.questions)])


def question_text(one: QuestionResult) -> str:
    counts = ", ".join(f"{value}: {number}" for value, number in one.counts.items() if number)
    facts = [
        counted("answers", one.answers),
        *([words("survey.mean", mean=one.mean)] if one.mean else []),
        *([counts] if counts else []),
    ]
    return "\n".join([one.title, f"  {'; '.join(facts)}", *(f"  - {text}" for text in one.texts)])


def survey_text(found: CohortSurvey) -> str:
    return words("survey.one", survey=found.id, state=found.state, on=found.closes_on)


@app.command("list")
def list_(cohort: CohortName) -> None:
    """List the surveys of a cohort's program.

    \b
    Example:
      alliance survey list cohort-2027
    """
    found = connect().call(make(ListSurveys, cohort=cohort)).items
    show_page(as_page(found), ("survey", "state", "closes", "responses", "title"), survey_row)


@app.command("show")
def show_(
    cohort: CohortName,
    survey: SurveyId,
    lang: Annotated[str | None, typer.Option("--language", help="en, es, pt, or fr; yours unless given.")] = None,
) -> None:
    """Show what a survey asks: the ids that its answers go by, and what fits.

    \b
    Example:
      alliance survey show cohort-2027 start --language es
    """
    items = connect().call(make(ListSurveys, cohort=cohort)).items
    found = next((one for one in items if one.id == survey), None)
    if found is None:
        raise CommandError("not_found", reason="no_such_survey", name=survey)
    lines = [line for question in found.questions for line in asked(question, lang or language())]
    show(found.model_dump(mode="json"), "\n".join([f"{found.title} ({found.state})", *lines]))


app.asks(
    "open cohort-2027 start --closes-on 2027-07-15",
    OpenSurvey,
    survey_text,
    "Open a survey to the cohort's cities. Opening it again moves the last day, or reopens a closed survey.",
    survey=SurveyId,
    closes_on=typer.Option(help="The last day, e.g. 2027-07-15."),
)
app.asks("close cohort-2027 start", CloseSurvey, survey_text, "Close a survey to further answers.", survey=SurveyId)
app.asks(
    "answer JK2MPJ4V23 start answers.json --role team_lead",
    AnswerSurvey,
    answered_text,
    "Answer for a city; answering again while the survey is open replaces the answer.",
    survey=SurveyId,
    role=typer.Option("team_lead", help="Who answers: a role of the program."),
    answers=Found(File, whole),
)
app.asks(
    "results cohort-2027 start", GetSurveyResults, results_text, "Count what the cities answered.", survey=SurveyId
)
