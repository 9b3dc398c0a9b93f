"""Events that bring applications here, and the check."""

from __future__ import annotations

from services.eligibility.criteria_in_force import CriteriaInForce
from services.eligibility.handlers import assigning, checking, interviewing, judging
from services.eligibility.repository import Repository
from shared.contracts import eligibility, identity, intake
from shared.contracts.people import Caller
from shared.contracts.requests import Page
from shared.messaging.consumer import consumes
from shared.messaging.outbox import Outbox
from shared.messaging.rpc import command, query
from shared.runtime.service import ServiceBase
from shared.storage.database import Transaction


class Checks(ServiceBase):
    criteria = CriteriaInForce()

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
        assigning.record_reviewer(event, Repository(tx))
        interviewing.record_panelist(event, Repository(tx))

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
