"""`alliance survey`: what the program asks its cities, and what they answer."""

from __future__ import annotations

from typing import Annotated

import typer

from alliance.asking import ask
from alliance.commands import Commands
from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.options import Code, CohortName
from alliance.output import CommandError, as_page, counted, led, paragraph, show, show_page
from alliance.reader import language, words
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

app = Commands(help="Surveys of a cohort.")

SurveyId = Annotated[str, typer.Argument(metavar="SURVEY", help="Its id in the program file.")]
File = Annotated[str, typer.Argument(help="JSON or TOML: an answer for each question's id; see docs/files.md")]


@app.command("list")
def list_(cohort: CohortName) -> None:
    """List the surveys of a cohort's program.

    \b
    Example:
      alliance survey list cohort-2027
    """
    found = connect().call(make(ListSurveys, cohort=cohort)).items
    show_page(as_page(found), ("survey", "state", "closes", "responses", "title"), survey_row)


def survey_row(one: CohortSurvey) -> tuple[object, ...]:
    return (one.id, one.state, one.closes_on or "", one.responses, one.title)


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


def asked(question: SurveyQuestion, lang: str) -> list[str]:
    """English stands in where the program file has no words of that language."""

    def title(titles: dict[str, str]) -> str:
        return titles.get(lang, titles[FALLBACK])

    key = "survey.required" if question.required else "survey.optional"
    head = led(key, title(question.titles), "", id=question.id, kind=question.kind)
    return [head, *(paragraph(f"  {id_}: ", title(titles)) for id_, titles in question.choices.items())]


@app.command("open")
def open_(
    cohort: CohortName,
    survey: SurveyId,
    closes_on: Annotated[str, typer.Option("--closes-on", help="The last day, e.g. 2027-07-15.")],
) -> None:
    """Open a survey to the cohort's cities. Opening it again moves the last day, or reopens a closed survey.

    \b
    Example:
      alliance survey open cohort-2027 start --closes-on 2027-07-15
    """
    ask(OpenSurvey, survey_text, cohort=cohort, survey=survey, closes_on=closes_on)


@app.command()
def close(cohort: CohortName, survey: SurveyId) -> None:
    """Close a survey to further answers.

    \b
    Example:
      alliance survey close cohort-2027 start
    """
    ask(CloseSurvey, survey_text, cohort=cohort, survey=survey)


@app.command()
def answer(
    code: Code,
    survey: SurveyId,
    file: File,
    role: Annotated[str, typer.Option(help="Who answers: a role of the program.")] = "team_lead",
) -> None:
    """Answer for a city; answering again while the survey is open replaces the answer.

    \b
    Example:
      alliance survey answer JK2MPJ4V23 start answers.json --role team_lead
    """
    ask(AnswerSurvey, answered_text, code=code, survey=survey, role=role, answers=read_fields(file))


def answered_text(found: SurveyResponse) -> str:
    return words("survey.answered", code=found.code, survey=found.survey, role=found.role, version=found.version)


@app.command()
def results(cohort: CohortName, survey: SurveyId) -> None:
    """Count what the cities answered.

    \b
    Example:
      alliance survey results cohort-2027 start
    """
    ask(GetSurveyResults, results_text, cohort=cohort, survey=survey)


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
