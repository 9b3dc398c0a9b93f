"""The shortlist, interviews, and the view of the whole pool."""

from __future__ import annotations

from services.eligibility.handlers import interviewing, viewing
from services.eligibility.repository import Repository
from shared.contracts import eligibility
from shared.contracts.people import Caller
from shared.messaging.outbox import Outbox
from shared.messaging.rpc import command, query
from shared.runtime.service import ServiceBase
from shared.storage.database import Transaction


class Interviews(ServiceBase):
    @command(eligibility.Shortlist)
    def shortlist(self, request: eligibility.Shortlist, tx: Transaction, _caller: Caller) -> eligibility.Interviews:
        return interviewing.shortlist(request, Repository(tx), Outbox(tx), self.clock.now())

    @command(eligibility.ScheduleInterview)
    def schedule_interview(
        self, request: eligibility.ScheduleInterview, tx: Transaction, caller: Caller
    ) -> eligibility.Interviews:
        return interviewing.schedule_interview(request, Repository(tx), Outbox(tx), caller, self.clock.now())

    @command(eligibility.RecordInterview)
    def record_interview(
        self, request: eligibility.RecordInterview, tx: Transaction, caller: Caller
    ) -> eligibility.Interviews:
        return interviewing.record_interview(request, Repository(tx), Outbox(tx), caller, self.clock.now())

    @command(eligibility.CancelInterview)
    def cancel_interview(
        self, request: eligibility.CancelInterview, tx: Transaction, caller: Caller
    ) -> eligibility.Interviews:
        return interviewing.cancel_interview(request, Repository(tx), Outbox(tx), caller, self.clock.now())

    @query(eligibility.GetInterviews)
    def get_interviews(
        self, request: eligibility.GetInterviews, tx: Transaction, _caller: Caller
    ) -> eligibility.Interviews:
        return interviewing.show_interviews(Repository(tx), request.code)

    @query(eligibility.GetPool)
    def get_pool(self, request: eligibility.GetPool, tx: Transaction, _caller: Caller) -> eligibility.Pool:
        return viewing.get_pool(request, Repository(tx), self.program)
