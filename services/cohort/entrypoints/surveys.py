"""Surveys."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import surveys
from shared.contracts import cohort as contract
from shared.messaging.entrypoints import answers


class Surveys(Entrypoints):
    open_survey = answers(contract.OpenSurvey, surveys.open_survey)
    close_survey = answers(contract.CloseSurvey, surveys.close_survey)
    answer_survey = answers(contract.AnswerSurvey, surveys.answer_survey)
    list_survey_responses = answers(contract.ListSurveyResponses, surveys.list_responses)
    list_surveys = answers(contract.ListSurveys, surveys.list_surveys)
    get_survey_results = answers(contract.GetSurveyResults, surveys.get_results)
