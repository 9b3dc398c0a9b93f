"""The survey at the start, and data maturity as it was then, of the cities in the cohort that began."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from alliance.demo.accelerating import cohort_of, start_of
from alliance.demo.board import Board
from alliance.demo.data import City
from shared.contracts.cohort import AnswerSurvey, GetMaturity, GetSurveyResults, ListSurveys, OpenSurvey, RecordMaturity

SURVEY = "start"
OPEN_DAYS = 30  # from today on
ANSWERED_OF = 4  # three cities of four have answered
COMPONENTS = ("governance", "quality", "use", "capacity", "transparency")
OBSTACLES = ("systems", "people", "rules", "leadership")
ASSESSED_DAY = 10  # after the cohort's start


def look_back(board: Board) -> None:
    cities = list(enumerate(board.cities("past", "acceleration")))
    board.each("survey", [cities], lambda all_: survey(board, all_))
    board.each("maturity", cities, lambda item: assess(board, *item))


def survey(board: Board, cities: list[tuple[int, City]]) -> None:
    """The same answers again change nothing, so that after a kill the rest is added."""
    cohort = cohort_of(board)
    asked = next((one for one in board.call(ListSurveys(cohort=cohort)).items if one.id == SURVEY), None)
    if asked is None:
        return  # the cohort runs by a program file from before surveys
    if asked.state == "closed":
        return  # by hand, or long ago
    if asked.state == "planned":
        closes_on = datetime.now(UTC).date() + timedelta(days=OPEN_DAYS)
        board.call(OpenSurvey(cohort=cohort, survey=SURVEY, closes_on=closes_on))
    wanted = [(number, city) for number, city in cities if number % ANSWERED_OF]
    if board.call(GetSurveyResults(cohort=cohort, survey=SURVEY)).cities >= len(wanted):
        return
    for number, city in wanted:
        answers = {
            "decisions": 1 + number % 3,
            "obstacle": OBSTACLES[number % len(OBSTACLES)],
            "analysts": 2 + number,
            "hope": board.demo.documents["hope"][city.language],
        }
        board.call(
            AnswerSurvey.model_validate(
                {"code": board.code_of(city), "survey": SURVEY, "role": "team_lead", "answers": answers}
            )
        )


def assess(board: Board, number: int, city: City) -> None:
    code = board.code_of(city)
    known = {one.view for one in board.call(GetMaturity(code=code)).assessments}
    fields = {"code": code, "moment": "start", "assessed_on": start_of(board) + timedelta(days=ASSESSED_DAY)}
    for view, shift in (("city", 1), ("assessor", 0)):
        if view in known:
            continue
        levels = {name: 1 + (number + place + shift) % 3 for place, name in enumerate(COMPONENTS)}
        board.call(RecordMaturity.model_validate(fields | {"view": view, "levels": levels}))
