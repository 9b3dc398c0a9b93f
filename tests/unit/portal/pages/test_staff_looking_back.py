"""Surveys of a cohort opened, closed and counted; what is due of its cities after its end."""

from __future__ import annotations

from datetime import date
from typing import Any

from shared.contracts import cohort
from shared.contracts.errors import Detail, Refusal
from shared.contracts.people import Role
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers
from tests.unit.portal.pages.test_city_lasting import ALL

BOARD = "/staff/cohorts/cohort-2027"
SURVEYS = f"{BOARD}/surveys"
CHOICES = {"a": {"en": "Yes, in a table", "es": "Sí, en una tabla"}, "b": {"en": "No"}}


def question(id_: str, kind: str, **changed: Any) -> cohort.SurveyQuestion:
    fields = {"id": id_, "kind": kind, "required": True, "titles": {"en": id_, "es": f"{id_} (es)"}, "choices": {}}
    return cohort.SurveyQuestion.model_validate(fields | changed)


ASKED = (question("ready", "scale"), question("open_data", "choice", choices=CHOICES), question("why", "text"))


def survey(state: str = "open", **changed: Any) -> cohort.CohortSurvey:
    fields = {
        "id": "start", "title": "At the start", "state": state, "closes_on": date(2027, 7, 15), "questions": ASKED,
        "responses": 4,
    }  # fmt: skip
    return cohort.CohortSurvey.model_validate(fields | changed)


def result(id_: str, kind: str, **changed: Any) -> dict[str, Any]:
    return {
        "id": id_, "kind": kind, "title": id_, "answers": 4, "mean": None, "counts": {}, "texts": (),
    } | changed  # fmt: skip


RESULTS = cohort.SurveyResults.model_validate(
    {
        "cohort": "cohort-2027", "survey": "start", "title": "At the start", "state": "open", "responses": 4,
        "cities": 3, "questions": (
            result("ready", "scale", mean="2.25", counts={"1": 1, "2": 1, "3": 2, "4": 0, "5": 0}),
            result("open_data", "choice", counts={"a": 3, "b": 1}),
            result("why", "text", texts=("<b>Budgets</b>",)),
        ),
    }
)  # fmt: skip


def door(*surveys: cohort.CohortSurvey, role: Role = Role.STAFF, **answers: Any) -> Doorway:
    plan = cohort.Cohort(
        id="cohort-2027", name="Cohort 2027", call="2027", starts_on=date(2027, 6, 1), ends_on=date(2028, 4, 1),
        members=1, version=1, program_version="1",
    )  # fmt: skip
    known: dict[str, Any] = {
        "get_cohort": plan,
        "list_surveys": cohort.CohortSurveys(items=surveys or (survey(),)),
        "get_survey_results": RESULTS,
        "list_follow_ups": cohort.FollowUps(items=ALL),
    }
    return door_of(role, **known | answers)


def sent(door: Doorway, method: str) -> Any:
    return next(one.request for one in door.client.asked if one.request.method == method)


def test_a_survey_is_opened_to_a_day_and_closed_before_it() -> None:
    shown = door(open_survey=survey(), close_survey=survey("closed"))
    page = Read(shown.get(SURVEYS, headers=headers()))
    assert page.ids["open-survey-start-closes_on"]["value"] == "2027-07-15"
    answer = shown.post(
        f"{SURVEYS}/open-survey", data={"survey": "start", "closes_on": "2027-08-01"}, headers=headers()
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, SURVEYS)
    asked = sent(shown, "open_survey")
    assert (asked.cohort, asked.survey, asked.closes_on) == ("cohort-2027", "start", date(2027, 8, 1))
    shown.post(f"{SURVEYS}/close-survey", data={"survey": "start"}, headers=headers())
    assert sent(shown, "close_survey").survey == "start"


def test_what_is_not_asked_yet_has_no_answers_and_is_not_closed() -> None:
    page = door(survey("planned", closes_on=None)).get(SURVEYS, headers=headers())
    assert f"{SURVEYS}/start" not in Read(page).links
    assert "close-survey" not in page.text


def test_a_day_that_is_past_is_refused_beside_its_field_of_that_survey() -> None:
    shown = door(open_survey=Refusal("invalid", Detail("closes_on", "missing")))
    answer = shown.post(f"{SURVEYS}/open-survey", data={"survey": "start"}, headers=headers())
    assert answer.status_code == 422
    assert Read(answer).ids["open-survey-start-closes_on"]["aria-invalid"] == "true"


def test_answers_are_counted_in_the_readers_language_with_the_bars_numbers_beside_them() -> None:
    answer = door().get(f"{SURVEYS}/start", headers=headers("es"))
    page = Read(answer)
    assert "open_data (es)" in page.text
    assert "Sí, en una tabla 3 75" in page.text, "the number that the bar shows"
    assert 'width="75%"' in answer.text
    assert "promedio 2.25" in page.text
    assert "&lt;b&gt;Budgets" in answer.text


def test_answers_are_shown_by_id_where_nobody_says_what_was_asked() -> None:
    assert "open_data" in Read(door(list_surveys=unavailable()).get(f"{SURVEYS}/start", headers=headers())).text


def test_a_coach_sees_what_is_due_of_their_cities_and_no_survey() -> None:
    shown = door(role=Role.COACH)
    page = Read(shown.get(f"{BOARD}/follow-up", headers=headers()))
    assert "1 follow-up is due" in page.text
    assert "/cities/K7Q2M9X4TB/follow-up" in page.links
    assert shown.get(SURVEYS, headers=headers()).status_code == 403
