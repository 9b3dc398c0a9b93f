"""The waitlist, and proposals from it."""

from __future__ import annotations

from services.eligibility.entrypoints.base import Entrypoints
from services.eligibility.handlers import deciding, proposing, waitlisting
from shared.contracts import eligibility
from shared.messaging.entrypoints import answers, every


class Waitlists(Entrypoints):
    list_waitlist = answers(eligibility.ListWaitlist, waitlisting.list_waitlist)
    rank_waitlist = answers(eligibility.RankWaitlist, waitlisting.rank_waitlist)
    list_proposals = answers(eligibility.ListProposals, proposing.list_proposals)
    accept_proposal = answers(eligibility.AcceptProposal, deciding.accept_proposal)
    dismiss_proposal = answers(eligibility.DismissProposal, proposing.dismiss_proposal)

    drop_overtaken_proposals = every(2, proposing.drop_overtaken, of=proposing.list_overtaken)
    propose_freed_places = every(2, proposing.propose_place, of=proposing.list_freed)

    close_waitlists = every(60, waitlisting.close_waitlist, of=waitlisting.list_ended)
