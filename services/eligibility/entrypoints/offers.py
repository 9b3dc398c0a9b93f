"""Offers, and what the city answers."""

from __future__ import annotations

from services.eligibility.handlers import correcting, offering, reminding
from services.eligibility.repository import Repository
from shared.contracts import eligibility
from shared.contracts.people import Caller
from shared.contracts.requests import Page
from shared.messaging.outbox import Outbox
from shared.messaging.periodic import periodic
from shared.messaging.rpc import command, query
from shared.runtime.service import ServiceBase
from shared.runtime.transactions import Transactions
from shared.storage.database import Transaction

AT_ONCE = 50  # cities in one transaction of periodic work


class Offers(ServiceBase):
    begin = Transactions()

    @command(eligibility.ConfirmOffer)
    def confirm_offer(
        self, request: eligibility.ConfirmOffer, tx: Transaction, caller: Caller
    ) -> eligibility.Selection:
        return offering.confirm_offer(request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now())

    @command(eligibility.DeclineOffer)
    def decline_offer(
        self, request: eligibility.DeclineOffer, tx: Transaction, caller: Caller
    ) -> eligibility.Selection:
        return offering.decline_offer(request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now())

    @command(eligibility.LapseOffer)
    def lapse_offer(self, request: eligibility.LapseOffer, tx: Transaction, caller: Caller) -> eligibility.Selection:
        return offering.lapse_offer(request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now())

    @command(eligibility.ExtendOffer)
    def extend_offer(self, request: eligibility.ExtendOffer, tx: Transaction, _caller: Caller) -> eligibility.Selection:
        return offering.extend_offer(request, Repository(tx), Outbox(tx), self.program, self.clock.now())

    @command(eligibility.ReinstateOffer)
    def reinstate_offer(
        self, request: eligibility.ReinstateOffer, tx: Transaction, caller: Caller
    ) -> eligibility.Selection:
        return correcting.reinstate_offer(request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now())

    @query(eligibility.ListOffers)
    def list_offers(
        self, request: eligibility.ListOffers, tx: Transaction, _caller: Caller
    ) -> Page[eligibility.ListedOffer]:
        return offering.list_offers(request, Repository(tx), self.clock.now())

    @query(eligibility.GetSelectionStatus)
    def get_selection_status(
        self, request: eligibility.GetSelectionStatus, tx: Transaction, _caller: Caller
    ) -> eligibility.SelectionStatus:
        return offering.get_selection_status(request, Repository(tx))

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
