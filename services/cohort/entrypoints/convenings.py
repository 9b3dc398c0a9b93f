"""In-person gatherings."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import convening
from shared.contracts import cohort as contract
from shared.contracts.people import Caller
from shared.messaging.outbox import Outbox
from shared.messaging.rpc import command, query
from shared.storage.database import Transaction


class Convenings(Entrypoints):
    @query(contract.GetConvening)
    def get_convening(
        self, request: contract.GetConvening, tx: Transaction, caller: Caller
    ) -> contract.ConveningDetail:
        return convening.get_convening(request, self.repository(tx, caller))

    @command(contract.ScheduleConvening)
    def schedule_convening(
        self, request: contract.ScheduleConvening, tx: Transaction, caller: Caller
    ) -> contract.ConveningDetail:
        return convening.schedule_convening(request, self.repository(tx, caller), Outbox(tx), caller)

    @command(contract.InviteToConvening)
    def invite_to_convening(
        self, request: contract.InviteToConvening, tx: Transaction, caller: Caller
    ) -> contract.ConveningDetail:
        return convening.invite_to_convening(request, self.repository(tx, caller), Outbox(tx))

    @command(contract.AnswerInvitation)
    def answer_invitation(
        self, request: contract.AnswerInvitation, tx: Transaction, caller: Caller
    ) -> contract.ConveningDetail:
        return convening.answer_invitation(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.CheckIn)
    def check_in(self, request: contract.CheckIn, tx: Transaction, caller: Caller) -> contract.ConveningDetail:
        return convening.check_in(request, self.repository(tx, caller), Outbox(tx))

    @query(contract.GetOccasionPlace)
    def get_occasion_place(
        self, request: contract.GetOccasionPlace, tx: Transaction, caller: Caller
    ) -> contract.OccasionPlace:
        return convening.get_occasion_place(request, self.repository(tx, caller))
