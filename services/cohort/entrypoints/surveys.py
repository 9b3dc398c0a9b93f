"""Surveys."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import surveys
from shared.contracts import cohort as contract
from shared.contracts.people import Caller
from shared.messaging.outbox import Outbox
from shared.messaging.rpc import command, query
from shared.storage.database import Transaction


class Surveys(Entrypoints):
    @command(contract.OpenSurvey)
    def open_survey(self, request: contract.OpenSurvey, tx: Transaction, caller: Caller) -> contract.CohortSurvey:
        return surveys.open_survey(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.CloseSurvey)
    def close_survey(self, request: contract.CloseSurvey, tx: Transaction, caller: Caller) -> contract.CohortSurvey:
        return surveys.close_survey(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.AnswerSurvey)
    def answer_survey(self, request: contract.AnswerSurvey, tx: Transaction, caller: Caller) -> contract.SurveyResponse:
        return surveys.answer_survey(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @query(contract.ListSurveys)
    def list_surveys(self, request: contract.ListSurveys, tx: Transaction, caller: Caller) -> contract.CohortSurveys:
        return surveys.list_surveys(request, self.repository(tx, caller), self.clock.now())

    @query(contract.GetSurveyResults)
    def get_survey_results(
        self, request: contract.GetSurveyResults, tx: Transaction, caller: Caller
    ) -> contract.SurveyResults:
        return surveys.get_results(request, self.repository(tx, caller), self.clock.now())
