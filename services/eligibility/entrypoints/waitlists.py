"""The waitlist, and proposals from it."""

from __future__ import annotations

from services.eligibility.entrypoints.base import Entrypoints
from services.eligibility.handlers import deciding, proposing, waitlisting
from services.eligibility.repository import Repository
from shared.contracts import eligibility
from shared.messaging.entrypoints import answers
from shared.messaging.outbox import Outbox
from shared.messaging.periodic import periodic

AT_ONCE = 50  # cities in one transaction of periodic work


class Waitlists(Entrypoints):
    list_waitlist = answers(eligibility.ListWaitlist, waitlisting.list_waitlist)
    rank_waitlist = answers(eligibility.RankWaitlist, waitlisting.rank_waitlist)
    list_proposals = answers(eligibility.ListProposals, proposing.list_proposals)
    accept_proposal = answers(eligibility.AcceptProposal, deciding.accept_proposal)
    dismiss_proposal = answers(eligibility.DismissProposal, proposing.dismiss_proposal)

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
