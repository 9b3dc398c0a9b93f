"""Surveys opened, answered, closed, counted."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from services.cohort.domain import surveys as domain
from services.cohort.domain.participation import CohortRecord, ParticipationRecord
from services.cohort.handlers.city_change import record
from services.cohort.handlers.lookup import event_keys, get_cohort, get_participation, lock_cohort, lock_present
from shared.contracts import cohort as contract
from shared.contracts.named import id_of_name

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox
    from shared.program.looking_back import Question, Survey


def open_survey(
    request: contract.OpenSurvey, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.CohortSurvey:
    cohort = lock_cohort(repository, request.cohort)
    survey = domain.get_survey(cohort.program, request.survey)
    domain.insist_on_coming_day(request.closes_on, cohort.today(now))
    asked = domain.Asked(survey.id, request.closes_on, closed=False)
    if asked != repository.find_asked(cohort.cohort, survey.id):
        repository.upsert_asked(cohort.cohort, asked, caller.actor, now)
        told = {"survey": survey.id, "closes_on": request.closes_on, "cities": cities_of(cohort, repository)}
        outbox.record(contract.SurveyOpened.model_validate(keys_of(cohort) | told))
        for city in silent_cities(cohort, survey.id, repository, ("active",)):
            outbox.record(asked_of(city, asked))
    return show_survey(repository, cohort, survey, now)


def close_survey(
    request: contract.CloseSurvey, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.CohortSurvey:
    cohort = lock_cohort(repository, request.cohort)
    survey = domain.get_survey(cohort.program, request.survey)
    asked = repository.find_asked(cohort.cohort, survey.id)
    domain.insist_on_open(asked, cohort.today(now), "closed")
    assert asked is not None, "what is open was asked"
    repository.upsert_asked(cohort.cohort, domain.Asked(survey.id, asked.closes_on, closed=True), caller.actor, now)
    outbox.record(contract.SurveyClosed(**keys_of(cohort), survey=survey.id))
    for city in silent_cities(cohort, survey.id, repository, ("active", "paused")):
        outbox.record(contract.SurveyEnded.model_validate(event_keys(city) | {"survey": survey.id}))
    return show_survey(repository, cohort, survey, now)


def answer_survey(
    request: contract.AnswerSurvey, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.SurveyResponse:
    city = lock_present(repository, request.code)
    cohort = get_cohort(repository, city.cohort)
    survey = domain.get_survey(cohort.program, request.survey)
    domain.insist_on_open(repository.find_asked(cohort.cohort, survey.id), cohort.today(now), "answered")
    domain.insist_on_role(cohort.program, request.role)
    domain.insist_on_answers(survey, request.answers)
    responses = repository.list_responses(cohort.cohort, survey.id)
    known = next((one for one in responses if (one.code, one.role) == (city.code, request.role)), None)
    version = known.version + 1 if known else 1
    if known is None or known.answers != request.answers:
        response = domain.Response(city.code, request.role, version, request.answers)
        repository.insert_response(city.application_id, survey.id, response, caller.actor, now)
        record(
            contract.SurveyAnswered, city, repository, outbox,
            survey=survey.id, role=request.role, response_version=version,
        )  # fmt: skip
    else:
        version = known.version
    return contract.SurveyResponse(
        code=city.code, survey=survey.id, role=request.role, version=version, answers=request.answers
    )


def list_surveys(request: contract.ListSurveys, repository: Repository, now: datetime) -> contract.CohortSurveys:
    cohort = get_cohort(repository, request.cohort)
    return contract.CohortSurveys(
        items=tuple(show_survey(repository, cohort, survey, now) for survey in cohort.program.surveys)
    )


def list_responses(request: contract.ListSurveyResponses, repository: Repository) -> contract.SurveyResponses:
    city = get_participation(repository, request.code)
    surveys = get_cohort(repository, city.cohort).program.surveys
    return contract.SurveyResponses(
        items=tuple(
            contract.SurveyResponse(
                code=city.code, survey=survey.id, role=one.role, version=one.version, answers=one.answers
            )
            for survey in surveys
            for one in repository.list_responses(city.cohort, survey.id)
            if one.code == city.code
        )
    )


def get_results(request: contract.GetSurveyResults, repository: Repository, now: datetime) -> contract.SurveyResults:
    cohort = get_cohort(repository, request.cohort)
    survey = domain.get_survey(cohort.program, request.survey)
    responses = repository.list_responses(cohort.cohort, survey.id)
    shown = show_survey(repository, cohort, survey, now)
    return contract.SurveyResults(
        cohort=cohort.cohort,
        survey=survey.id,
        title=survey.title,
        state=shown.state,
        responses=len(responses),
        cities=len({one.code for one in responses}),
        questions=domain.results(survey, responses),
    )


def show_survey(repository: Repository, cohort: CohortRecord, survey: Survey, now: datetime) -> contract.CohortSurvey:
    asked = repository.find_asked(cohort.cohort, survey.id)
    return contract.CohortSurvey(
        id=survey.id,
        title=survey.title,
        state=domain.state_of(asked, cohort.today(now)),
        closes_on=asked.closes_on if asked else None,
        questions=tuple(as_question(question) for question in survey.questions),
        responses=len(repository.list_responses(cohort.cohort, survey.id)),
    )


def as_question(question: Question) -> contract.SurveyQuestion:
    return contract.SurveyQuestion(
        id=question.id,
        kind=question.kind,
        required=question.required,
        titles=question.by_language,
        choices={choice.id: choice.by_language for choice in question.choices},
    )


def cities_of(cohort: CohortRecord, repository: Repository) -> list[dict[str, object]]:
    """The active ones: a city that pauses is asked when it is back."""
    members = [city for city in repository.list_members(cohort.cohort) if city.status == "active"]
    return [{"application_id": city.application_id, "code": city.code} for city in members]


def silent_cities(
    cohort: CohortRecord, survey: str, repository: Repository, statuses: Collection[str]
) -> list[ParticipationRecord]:
    """Of whom nobody has answered, in any role."""
    answered = {one.code for one in repository.list_responses(cohort.cohort, survey)}
    members = repository.list_members(cohort.cohort)
    return [city for city in members if city.status in statuses and city.code not in answered]


def asked_of(city: ParticipationRecord, asked: domain.Asked) -> contract.SurveyAsked:
    told = {"survey": asked.survey, "closes_on": asked.closes_on}
    return contract.SurveyAsked.model_validate(event_keys(city) | told)


def keys_of(cohort: CohortRecord) -> dict[str, object]:
    return {"cohort_id": id_of_name(cohort.cohort), "cohort": cohort.cohort}
