"""`alliance survey`: what the program asks its cities, and what they answer."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.output import CommandError, Json, paragraph, show, table
from shared.contracts.cohort import (
    AnswerSurvey,
    CloseSurvey,
    CohortSurvey,
    GetSurveyResults,
    ListSurveys,
    OpenSurvey,
    QuestionResult,
    SurveyQuestion,
)

app = typer.Typer(help="Surveys of a cohort.", rich_markup_mode=None)

Cohort = Annotated[str, typer.Argument(help="The cohort's id.")]
SurveyId = Annotated[str, typer.Argument(metavar="SURVEY", help="Its id in the program file.")]
File = Annotated[str, typer.Argument(help="JSON or TOML: an answer for each question's id; see docs/files.md")]


@app.command("list")
def list_(cohort: Cohort, json_: Json = False) -> None:
    """List the surveys of a cohort's program.

    \b
    Example:
      alliance survey list cohort-2027
    """
    found = connect().call(make(ListSurveys, cohort=cohort)).items
    rows = [(one.id, one.title[:32], one.state, one.closes_on or "", one.responses) for one in found]
    value = {"items": [one.model_dump(mode="json") for one in found], "next": None, "total": len(found)}
    show(value, json_, table(("survey", "title", "state", "closes", "responses"), rows))


@app.command("show")
def show_(
    cohort: Cohort,
    survey: SurveyId,
    language: Annotated[str, typer.Option(help="en, es, pt or fr.")] = "en",
    json_: Json = False,
) -> None:
    """Show what a survey asks: the ids that its answers go by, and what fits.

    \b
    Example:
      alliance survey show cohort-2027 start --language es
    """
    items = connect().call(make(ListSurveys, cohort=cohort)).items
    found = next((one for one in items if one.id == survey), None)
    if found is None:
        raise CommandError("not_found", f"The cohort's program has no survey {survey}.")
    lines = [line for question in found.questions for line in asked(question, language)]
    show(found.model_dump(mode="json"), json_, "\n".join([f"{found.title} ({found.state})", *lines]))


def asked(question: SurveyQuestion, language: str) -> list[str]:
    """English stands in where the program file has no words of that language."""

    def words(titles: dict[str, str]) -> str:
        return titles.get(language, titles["en"])

    need = "" if question.required else ", may be left out"
    head = paragraph(f"{question.id} ({question.kind}{need}): ", words(question.titles))
    return [head, *(paragraph(f"  {id_}: ", words(titles)) for id_, titles in question.choices.items())]


@app.command("open")
def open_(
    cohort: Cohort,
    survey: SurveyId,
    closes_on: Annotated[str, typer.Option("--closes-on", help="The last day, e.g. 2027-07-15.")],
    json_: Json = False,
) -> None:
    """Ask the cohort's cities; again moves the last day, or opens a closed survey anew.

    \b
    Example:
      alliance survey open cohort-2027 start --closes-on 2027-07-15
    """
    show_survey(connect().call(make(OpenSurvey, cohort=cohort, survey=survey, closes_on=closes_on)), json_)


@app.command()
def close(cohort: Cohort, survey: SurveyId, json_: Json = False) -> None:
    """Take no more answers.

    \b
    Example:
      alliance survey close cohort-2027 start
    """
    show_survey(connect().call(make(CloseSurvey, cohort=cohort, survey=survey)), json_)


@app.command()
def answer(
    code: Annotated[str, typer.Argument(help="The tracking code.")],
    survey: SurveyId,
    file: File,
    role: Annotated[str, typer.Option(help="Who answers: a role of the program.")] = "team_lead",
    json_: Json = False,
) -> None:
    """Answer for a city; again, while the survey is open, replaces it.

    \b
    Example:
      alliance survey answer JK2MPJ4V23 start answers.json --role team_lead
    """
    fields: dict[str, Any] = {"code": code, "survey": survey, "role": role, "answers": read_fields(file)}
    found = connect().call(make(AnswerSurvey, **fields))
    text = f"{found.code}: {found.survey} answered as {found.role}, version {found.version}"
    show(found.model_dump(mode="json"), json_, text)


@app.command()
def results(cohort: Cohort, survey: SurveyId, json_: Json = False) -> None:
    """Count what the cities answered.

    \b
    Example:
      alliance survey results cohort-2027 start
    """
    found = connect().call(make(GetSurveyResults, cohort=cohort, survey=survey))
    head = f"{found.title} ({found.state}): {found.responses} responses of {found.cities} cities"
    text = "\n\n".join([head, *(question_text(one) for one in found.questions)])
    show(found.model_dump(mode="json"), json_, text)


def question_text(one: QuestionResult) -> str:
    counts = ", ".join(f"{value}: {number}" for value, number in one.counts.items() if number)
    facts = [f"{one.answers} answers", *([f"mean {one.mean}"] if one.mean else []), *([counts] if counts else [])]
    return "\n".join([one.title, f"  {'; '.join(facts)}", *(f"  - {text}" for text in one.texts)])


def show_survey(found: CohortSurvey, json_: bool) -> None:
    show(found.model_dump(mode="json"), json_, f"{found.id}: {found.state}, to the end of {found.closes_on}")
