"""Decisions: made, rescinded, sent, corrected."""

from __future__ import annotations

from services.eligibility.handlers import correcting, deciding, showing
from services.eligibility.repository import Repository
from shared.contracts import eligibility
from shared.contracts.people import Caller
from shared.contracts.requests import Outcomes
from shared.messaging.outbox import Outbox
from shared.messaging.parts import Parts
from shared.messaging.rpc import command, query
from shared.runtime.service import ServiceBase
from shared.storage.database import Transaction


class Decisions(ServiceBase):
    @query(eligibility.GetSelection)
    def get_selection(
        self, request: eligibility.GetSelection, tx: Transaction, _caller: Caller
    ) -> eligibility.Selection:
        return showing.show_selection(Repository(tx), request.code, self.program, self.clock.now())

    @command(eligibility.Decide)
    def decide(self, request: eligibility.Decide, tx: Transaction, caller: Caller) -> eligibility.Selection:
        return deciding.decide(request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now())

    @command(eligibility.RescindDecision)
    def rescind_decision(
        self, request: eligibility.RescindDecision, tx: Transaction, _caller: Caller
    ) -> eligibility.Selection:
        return deciding.rescind_decision(request, Repository(tx), Outbox(tx), self.program, self.clock.now())

    @command(eligibility.SendDecision)
    def send_decision(
        self, request: eligibility.SendDecision, tx: Transaction, _caller: Caller
    ) -> eligibility.Selection:
        return deciding.send_decision(request, Repository(tx), Outbox(tx), self.program, self.clock.now())

    @command(eligibility.SendDecisions)
    def send_decisions(
        self, request: eligibility.SendDecisions, parts: Parts, _caller: Caller
    ) -> Outcomes[eligibility.Selection]:
        def send(one: eligibility.SendDecision, tx: Transaction) -> eligibility.Selection:
            return deciding.send_decision(one, Repository(tx), Outbox(tx), self.program, self.clock.now())

        return parts.each([eligibility.SendDecision(code=code) for code in request.codes], send)

    @command(eligibility.CorrectDecision)
    def correct_decision(
        self, request: eligibility.CorrectDecision, tx: Transaction, caller: Caller
    ) -> eligibility.Selection:
        return correcting.correct_decision(request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now())

    @query(eligibility.ListPendingDecisions)
    def list_pending_decisions(
        self, request: eligibility.ListPendingDecisions, tx: Transaction, _caller: Caller
    ) -> eligibility.PendingDecisions:
        return deciding.list_pending_decisions(request, Repository(tx))

    @query(eligibility.GetDecisionTexts)
    def get_decision_texts(
        self, request: eligibility.GetDecisionTexts, tx: Transaction, _caller: Caller
    ) -> eligibility.DecisionTexts:
        return deciding.get_decision_texts(request, Repository(tx))

    @query(eligibility.GetDecisionHistory)
    def get_decision_history(
        self, request: eligibility.GetDecisionHistory, tx: Transaction, _caller: Caller
    ) -> eligibility.DecisionHistory:
        return deciding.get_decision_history(request, Repository(tx))
