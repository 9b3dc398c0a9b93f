"""The waitlist, and proposals from it."""

from __future__ import annotations

from services.eligibility.handlers import deciding, proposing, waitlisting
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


class Waitlists(ServiceBase):
    begin = Transactions()

    @query(eligibility.ListWaitlist)
    def list_waitlist(
        self, request: eligibility.ListWaitlist, tx: Transaction, _caller: Caller
    ) -> eligibility.Waitlist:
        return waitlisting.list_waitlist(request, Repository(tx), self.program)

    @command(eligibility.RankWaitlist)
    def rank_waitlist(
        self, request: eligibility.RankWaitlist, tx: Transaction, _caller: Caller
    ) -> eligibility.Waitlist:
        return waitlisting.rank_waitlist(request, Repository(tx), Outbox(tx), self.program)

    @query(eligibility.ListProposals)
    def list_proposals(
        self, request: eligibility.ListProposals, tx: Transaction, _caller: Caller
    ) -> Page[eligibility.Proposal]:
        return proposing.list_proposals(request, Repository(tx), self.program)

    @command(eligibility.AcceptProposal)
    def accept_proposal(
        self, request: eligibility.AcceptProposal, tx: Transaction, caller: Caller
    ) -> eligibility.Selection:
        return deciding.accept_proposal(request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now())

    @command(eligibility.DismissProposal)
    def dismiss_proposal(
        self, request: eligibility.DismissProposal, tx: Transaction, caller: Caller
    ) -> eligibility.Selection:
        return proposing.dismiss_proposal(request, Repository(tx), Outbox(tx), self.program, caller, self.clock.now())

    @periodic(seconds=2)
    def propose_freed_places(self) -> None:
        """Each in a transaction of its own, since each locks another city."""
        with self.begin() as tx:
            overtaken = Repository(tx).list_open_proposals()
            freed = Repository(tx).list_unproposed(AT_ONCE)
        for application_id, call in reversed(overtaken):
            with self.begin() as tx:
                proposing.drop_overtaken(application_id, call, Repository(tx), Outbox(tx), tx.now())
        for freed_id, call in freed:
            with self.begin() as tx:
                proposing.propose_place(freed_id, call, Repository(tx), Outbox(tx), tx.now())

    @periodic(seconds=60)
    def close_waitlists(self) -> None:
        done = AT_ONCE
        while done == AT_ONCE:
            with self.begin() as tx:
                done = waitlisting.close_waitlists(Repository(tx), Outbox(tx), tx.now(), AT_ONCE)
