"""Decisions: made, rescinded, sent, corrected."""

from __future__ import annotations

from services.eligibility.entrypoints.base import Entrypoints
from services.eligibility.handlers import correcting, deciding, mail_facts, previewing, showing
from services.eligibility.repository import Repository
from shared.contracts import eligibility
from shared.contracts.people import Caller
from shared.contracts.requests import Outcomes
from shared.messaging.entrypoints import answers
from shared.messaging.outbox import Outbox
from shared.messaging.parts import Parts
from shared.messaging.rpc import command
from shared.storage.database import Transaction


class Decisions(Entrypoints):
    get_selection = answers(eligibility.GetSelection, showing.get_one_selection)
    decide = answers(eligibility.Decide, deciding.decide)
    rescind_decision = answers(eligibility.RescindDecision, deciding.rescind_decision)
    send_decision = answers(eligibility.SendDecision, deciding.send_decision)

    @command(eligibility.SendDecisions)
    def send_decisions(
        self, request: eligibility.SendDecisions, parts: Parts, _caller: Caller
    ) -> Outcomes[eligibility.Selection]:
        def send(one: eligibility.SendDecision, tx: Transaction) -> eligibility.Selection:
            return deciding.send_decision(one, Repository(tx), Outbox(tx), self.program, self.clock.now())

        return parts.each([eligibility.SendDecision(code=code) for code in request.codes], send)

    preview_decisions = answers(eligibility.PreviewDecisions, previewing.preview_decisions)
    correct_decision = answers(eligibility.CorrectDecision, correcting.correct_decision)
    list_pending_decisions = answers(eligibility.ListPendingDecisions, deciding.list_pending_decisions)
    get_mail_facts = answers(eligibility.GetMailFacts, mail_facts.get_mail_facts)
    get_decision_history = answers(eligibility.GetDecisionHistory, deciding.get_decision_history)
