"""Offers, and what the city answers."""

from __future__ import annotations

from services.eligibility.entrypoints.base import Entrypoints
from services.eligibility.handlers import correcting, offering, reminding
from services.eligibility.repository import Repository
from shared.contracts import eligibility
from shared.messaging.entrypoints import answers
from shared.messaging.outbox import Outbox
from shared.messaging.periodic import periodic

AT_ONCE = 50  # cities in one transaction of periodic work


class Offers(Entrypoints):
    confirm_offer = answers(eligibility.ConfirmOffer, offering.confirm_offer)
    decline_offer = answers(eligibility.DeclineOffer, offering.decline_offer)
    lapse_offer = answers(eligibility.LapseOffer, offering.lapse_offer)
    extend_offer = answers(eligibility.ExtendOffer, offering.extend_offer)
    reinstate_offer = answers(eligibility.ReinstateOffer, correcting.reinstate_offer)
    list_offers = answers(eligibility.ListOffers, offering.list_offers)
    get_selection_status = answers(eligibility.GetSelectionStatus, offering.get_selection_status)

    @periodic(seconds=60)
    def remind_offers(self) -> None:
        after, more = None, True
        while more:
            with self.begin() as tx:
                after = reminding.remind_offers(Repository(tx), Outbox(tx), self.program, tx.now(), after)
            more = after is not None

    @periodic(seconds=60)
    def tell_overdue_offers(self) -> None:
        done = AT_ONCE
        while done == AT_ONCE:
            with self.begin() as tx:
                done = offering.tell_overdue(Repository(tx), Outbox(tx), tx.now(), AT_ONCE)
