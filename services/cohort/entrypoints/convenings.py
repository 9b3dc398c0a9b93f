"""In-person gatherings."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import convening, inviting
from shared.contracts import cohort as contract
from shared.contracts.people import Caller
from shared.contracts.requests import Page
from shared.messaging.outbox import Outbox
from shared.messaging.periodic import periodic
from shared.messaging.rpc import command, query
from shared.storage.database import Transaction

HOUR_S = 3600


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

    @command(contract.CancelConvening)
    def cancel_convening(
        self, request: contract.CancelConvening, tx: Transaction, caller: Caller
    ) -> contract.ConveningDetail:
        return convening.cancel_convening(request, self.repository(tx, caller), Outbox(tx))

    @command(contract.ThankForConvening)
    def thank_for_convening(
        self, request: contract.ThankForConvening, tx: Transaction, caller: Caller
    ) -> contract.ConveningDetail:
        return convening.thank_for_convening(request, self.repository(tx, caller), Outbox(tx), self.clock.now())

    @periodic(seconds=HOUR_S)
    def remind_of_answers(self) -> None:
        """A transaction a cohort: one that fails leaves the others told."""
        with self.begin() as tx:
            cohorts = [cohort for cohort, _ in self.repository(tx).list_cohorts()]
        for cohort in cohorts:
            with self.begin() as tx:
                convening.remind_of_answers(cohort, self.repository(tx), Outbox(tx), tx.now())

    # -- invitations -------------------------------------------------------------------------------------------------

    @command(contract.InviteToConvening)
    def invite_to_convening(
        self, request: contract.InviteToConvening, tx: Transaction, caller: Caller
    ) -> contract.ConveningDetail:
        return inviting.invite_to_convening(request, self.repository(tx, caller), Outbox(tx))

    @command(contract.Uninvite)
    def uninvite(self, request: contract.Uninvite, tx: Transaction, caller: Caller) -> contract.ConveningDetail:
        return inviting.uninvite(request, self.repository(tx, caller), Outbox(tx))

    @command(contract.AnswerInvitation)
    def answer_invitation(
        self, request: contract.AnswerInvitation, tx: Transaction, caller: Caller
    ) -> contract.ConveningDetail:
        return inviting.answer_invitation(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.CheckIn)
    def check_in(self, request: contract.CheckIn, tx: Transaction, caller: Caller) -> contract.ConveningDetail:
        return inviting.check_in(request, self.repository(tx, caller), Outbox(tx), self.clock.now())

    @command(contract.RecordNeeds)
    def record_needs(self, request: contract.RecordNeeds, tx: Transaction, caller: Caller) -> contract.ConveningDetail:
        return inviting.record_needs(request, self.repository(tx, caller), Outbox(tx))

    @query(contract.ListNeeds)
    def list_needs(self, request: contract.ListNeeds, tx: Transaction, caller: Caller) -> Page[contract.Needs]:
        return convening.list_needs(request, self.repository(tx, caller))

    @query(contract.GetInvitationLetter)
    def get_invitation_letter(
        self, request: contract.GetInvitationLetter, tx: Transaction, caller: Caller
    ) -> contract.InvitationLetter:
        return inviting.get_letter(request, self.repository(tx, caller))

    @query(contract.GetOccasionPlace)
    def get_occasion_place(
        self, request: contract.GetOccasionPlace, tx: Transaction, caller: Caller
    ) -> contract.OccasionPlace:
        return convening.get_occasion_place(request, self.repository(tx, caller))
