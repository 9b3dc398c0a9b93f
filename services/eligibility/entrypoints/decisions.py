"""Decisions and offers."""

from __future__ import annotations

from services.eligibility.handlers import deciding, lookup
from services.eligibility.repository import Repository
from shared.contracts import eligibility
from shared.contracts.people import Caller
from shared.messaging.outbox import Outbox
from shared.messaging.rpc import command, query
from shared.runtime.service import ServiceBase
from shared.storage.database import Transaction


class Decisions(ServiceBase):
    @query(eligibility.GetSelection)
    def get_selection(
        self, request: eligibility.GetSelection, tx: Transaction, _caller: Caller
    ) -> eligibility.Selection:
        return lookup.show_selection(Repository(tx), request.code, self.program)

    @query(eligibility.GetSelectionStatus)
    def get_selection_status(
        self, request: eligibility.GetSelectionStatus, tx: Transaction, _caller: Caller
    ) -> eligibility.SelectionStatus:
        return deciding.get_selection_status(request, Repository(tx))

    @command(eligibility.Decide)
    def decide(self, request: eligibility.Decide, tx: Transaction, caller: Caller) -> eligibility.Selection:
        return deciding.decide(request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now())

    @command(eligibility.RescindDecision)
    def rescind_decision(
        self, request: eligibility.RescindDecision, tx: Transaction, _caller: Caller
    ) -> eligibility.Selection:
        return deciding.rescind_decision(request, Repository(tx), Outbox(tx), self.program)

    @command(eligibility.SendDecision)
    def send_decision(
        self, request: eligibility.SendDecision, tx: Transaction, _caller: Caller
    ) -> eligibility.Selection:
        return deciding.send_decision(request, Repository(tx), Outbox(tx), self.program, self.clock.now())

    @query(eligibility.ListPendingDecisions)
    def list_pending_decisions(
        self, request: eligibility.ListPendingDecisions, tx: Transaction, _caller: Caller
    ) -> eligibility.PendingDecisions:
        return deciding.list_pending_decisions(request, Repository(tx))

    @command(eligibility.ConfirmOffer)
    def confirm_offer(
        self, request: eligibility.ConfirmOffer, tx: Transaction, caller: Caller
    ) -> eligibility.Selection:
        return deciding.confirm_offer(request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now())

    @command(eligibility.DeclineOffer)
    def decline_offer(
        self, request: eligibility.DeclineOffer, tx: Transaction, caller: Caller
    ) -> eligibility.Selection:
        return deciding.decline_offer(request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now())

    @command(eligibility.LapseOffer)
    def lapse_offer(self, request: eligibility.LapseOffer, tx: Transaction, caller: Caller) -> eligibility.Selection:
        return deciding.lapse_offer(request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now())

    @command(eligibility.ExtendOffer)
    def extend_offer(self, request: eligibility.ExtendOffer, tx: Transaction, _caller: Caller) -> eligibility.Selection:
        return deciding.extend_offer(request, Repository(tx), Outbox(tx), self.program)

    @query(eligibility.GetDecisionTexts)
    def get_decision_texts(
        self, request: eligibility.GetDecisionTexts, tx: Transaction, _caller: Caller
    ) -> eligibility.DecisionTexts:
        return deciding.get_decision_texts(request, Repository(tx))
