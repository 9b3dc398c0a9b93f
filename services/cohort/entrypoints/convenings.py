"""In-person gatherings."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import convening, convening_lookup, inviting
from shared.contracts import cohort as contract
from shared.messaging.entrypoints import answers

HOUR_S = 3600


class Convenings(Entrypoints):
    list_convenings = answers(contract.ListConvenings, convening_lookup.list_convenings)
    get_convening = answers(contract.GetConvening, convening.get_convening)
    schedule_convening = answers(contract.ScheduleConvening, convening.schedule_convening)
    cancel_convening = answers(contract.CancelConvening, convening.cancel_convening)
    thank_for_convening = answers(contract.ThankForConvening, convening.thank_for_convening)

    # -- invitations -------------------------------------------------------------------------------------------------

    invite_to_convening = answers(contract.InviteToConvening, inviting.invite_to_convening)
    uninvite = answers(contract.Uninvite, inviting.uninvite)
    answer_invitation = answers(contract.AnswerInvitation, inviting.answer_invitation)
    check_in = answers(contract.CheckIn, inviting.check_in)
    undo_check_in = answers(contract.UndoCheckIn, inviting.undo_check_in)
    record_needs = answers(contract.RecordNeeds, inviting.record_needs)
    list_needs = answers(contract.ListNeeds, convening.list_needs)
    get_invitation_letter = answers(contract.GetInvitationLetter, inviting.get_letter)
