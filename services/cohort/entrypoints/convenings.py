"""In-person gatherings."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints, repository_for
from services.cohort.handlers import convening, inviting
from shared.contracts import cohort as contract
from shared.messaging.entrypoints import answers
from shared.messaging.outbox import Outbox
from shared.messaging.periodic import periodic

HOUR_S = 3600


class Convenings(Entrypoints):
    get_convening = answers(contract.GetConvening, convening.get_convening)
    schedule_convening = answers(contract.ScheduleConvening, convening.schedule_convening)
    cancel_convening = answers(contract.CancelConvening, convening.cancel_convening)
    thank_for_convening = answers(contract.ThankForConvening, convening.thank_for_convening)

    @periodic(seconds=HOUR_S)
    def remind_of_answers(self) -> None:
        """A transaction a cohort: one that fails leaves the others told."""
        with self.begin() as tx:
            cohorts = [cohort for cohort, _ in repository_for(tx, self.program).list_cohorts()]
        for cohort in cohorts:
            with self.begin() as tx:
                convening.remind_of_answers(cohort, repository_for(tx, self.program), Outbox(tx), tx.now())

    # -- invitations -------------------------------------------------------------------------------------------------

    invite_to_convening = answers(contract.InviteToConvening, inviting.invite_to_convening)
    uninvite = answers(contract.Uninvite, inviting.uninvite)
    answer_invitation = answers(contract.AnswerInvitation, inviting.answer_invitation)
    check_in = answers(contract.CheckIn, inviting.check_in)
    record_needs = answers(contract.RecordNeeds, inviting.record_needs)
    list_needs = answers(contract.ListNeeds, convening.list_needs)
    get_invitation_letter = answers(contract.GetInvitationLetter, inviting.get_letter)
    get_occasion_place = answers(contract.GetOccasionPlace, convening.get_occasion_place)
