"""Offers, and what the city answers."""

from __future__ import annotations

from services.eligibility.entrypoints.base import Entrypoints
from services.eligibility.handlers import correcting, offering, reminding, status
from shared.contracts import eligibility
from shared.messaging.entrypoints import answers, every


class Offers(Entrypoints):
    confirm_offer = answers(eligibility.ConfirmOffer, offering.confirm_offer)
    decline_offer = answers(eligibility.DeclineOffer, offering.decline_offer)
    lapse_offer = answers(eligibility.LapseOffer, offering.lapse_offer)
    extend_offer = answers(eligibility.ExtendOffer, offering.extend_offer)
    reinstate_offer = answers(eligibility.ReinstateOffer, correcting.reinstate_offer)
    list_offers = answers(eligibility.ListOffers, offering.list_offers)
    get_selection_status = answers(eligibility.GetSelectionStatus, status.get_selection_status)

    list_upcoming_reminders = answers(eligibility.ListUpcomingReminders, reminding.list_upcoming)
    remind_offers = every(60, reminding.remind_offer, of=reminding.list_due_offers)

    tell_overdue_offers = every(60, offering.tell_overdue, of=offering.list_overdue)
