"""The eligibility service: from a submitted version to a confirmed offer."""

from __future__ import annotations

from services.eligibility.criteria_in_force import CriteriaInForce
from services.eligibility.handlers import checking, deciding, judging, lookup, reviewing
from services.eligibility.repository import Repository
from shared.contracts import eligibility, identity, intake
from shared.contracts.people import Caller
from shared.contracts.requests import Page
from shared.messaging.consumer import consumes
from shared.messaging.outbox import Outbox
from shared.messaging.rpc import command, query
from shared.runtime.service import ServiceBase
from shared.storage.database import Transaction


class Service(ServiceBase):
    name = "eligibility"
    criteria = CriteriaInForce()

    # -- events ------------------------------------------------------------------------------------------------------

    @consumes(intake.CallOpened)
    def on_call_opened(self, event: intake.CallOpened, tx: Transaction) -> None:
        checking.record_call(event, Repository(tx))

    @consumes(intake.ApplicationSubmitted)
    def on_application_submitted(self, event: intake.ApplicationSubmitted, tx: Transaction) -> None:
        checking.check_application(event, Repository(tx), Outbox(tx), self.program, self.clock.now())

    @consumes(intake.ApplicationWithdrawn)
    def on_application_withdrawn(self, event: intake.ApplicationWithdrawn, tx: Transaction) -> None:
        checking.end_selection(event, Repository(tx), Outbox(tx), self.clock.now())

    @consumes(identity.PersonAdded)
    def on_person_added(self, event: identity.PersonAdded, tx: Transaction) -> None:
        reviewing.record_reviewer(event, Repository(tx))

    # -- the check ---------------------------------------------------------------------------------------------------

    @query(eligibility.CheckEligibility)
    def check_eligibility(
        self, request: eligibility.CheckEligibility, tx: Transaction, _caller: Caller
    ) -> eligibility.EligibilityResult:
        today = self.clock.today(self.program.call.time_zone)
        return checking.check_eligibility(request, Repository(tx), self.program, today)

    @query(eligibility.ListCriteria)
    def list_criteria(
        self, _request: eligibility.ListCriteria, tx: Transaction, _caller: Caller
    ) -> Page[eligibility.UsedCriteria]:
        return judging.list_criteria(Repository(tx), self.program)

    @query(eligibility.WhatIf)
    def what_if(self, request: eligibility.WhatIf, tx: Transaction, _caller: Caller) -> eligibility.WhatIfPart:
        return judging.what_if(request, Repository(tx), self.program)

    @command(eligibility.JudgeAgain)
    def judge_again(self, request: eligibility.JudgeAgain, tx: Transaction, _caller: Caller) -> eligibility.JudgedAgain:
        return judging.judge_call_again(request, Repository(tx), Outbox(tx), self.program, self.clock.now())

    # -- reviews -----------------------------------------------------------------------------------------------------

    @command(eligibility.AssignReview)
    def assign_review(
        self, request: eligibility.AssignReview, tx: Transaction, _caller: Caller
    ) -> eligibility.Assessment:
        return reviewing.assign_review(request, Repository(tx), Outbox(tx), self.program, self.clock.now())

    @command(eligibility.SubmitReview)
    def submit_review(
        self, request: eligibility.SubmitReview, tx: Transaction, caller: Caller
    ) -> eligibility.Assessment:
        return reviewing.submit_review(request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now())

    @query(eligibility.GetReviewSummary)
    def get_review_summary(
        self, request: eligibility.GetReviewSummary, tx: Transaction, _caller: Caller
    ) -> eligibility.Assessment:
        return reviewing.get_review_summary(request, Repository(tx), self.program)

    # -- decisions and offers ----------------------------------------------------------------------------------------

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
