"""`alliance waitlist` and `alliance proposal`."""

from __future__ import annotations

from typing import Annotated

import typer

from alliance.connection import connect
from alliance.files import make
from alliance.options import CallName
from alliance.output import counted, show, table
from alliance.reader import words
from alliance.selection.decisions import selection_text
from alliance.selection.interviews import group_name
from alliance.verbs import Verbs
from shared.contracts.eligibility import (
    AcceptProposal,
    Composition,
    DismissProposal,
    ListProposals,
    ListWaitlist,
    Proposal,
    RankWaitlist,
    Waitlist,
)

app = Verbs(help="The waitlist of a call, in its order.", group="waitlist")
proposal_app = Verbs(help="Places that opened up, and who is next.", group="proposal")


def waitlist_text(waitlist: Waitlist) -> str:
    rows = [
        (
            e.rank,
            e.code,
            e.city,
            e.country,
            "" if e.mean is None else e.mean,
            e.state,
            words("waitlist.proposed") if e.proposed else "",
        )
        for e in waitlist.items
    ]
    return table(("rank", "code", "city", "country", "mean", "state", ""), rows) if rows else words("waitlist.nobody")


def proposal_text(proposal: Proposal) -> str:
    city = {"code": proposal.code, "city": proposal.city, "country": proposal.country}
    head = words("waitlist.proposal", **city, state=proposal.state, rank=proposal.rank)
    places = counted("places", proposal.capacity)
    place = words("waitlist.place", code=proposal.freed_by, how=proposal.freed_how, taken=proposal.taken, places=places)
    return "\n".join([head, place, balance_text(proposal.before, proposal.after)])


def balance_text(before: Composition, after: Composition) -> str:
    """The groups side by side, those that change marked."""
    rows = []
    for kind, groups in after.items():
        for group, number in groups.items():
            now = before[kind].get(group, 0)
            rows.append((words(f"pool.{kind}"), group_name(kind, group), now, number, "+" if number > now else ""))
    return table(("balance", "", "now", "with_it", ""), rows)


app.asks("list 2027", ListWaitlist, waitlist_text, "Who waits, in their order.")
app.asks(
    "rank JK2MPJ4V23 1",
    RankWaitlist,
    waitlist_text,
    "Give a city another place on the list.",
    rank=typer.Argument(metavar="PLACE", help="The new place, counted from 1; those behind it move down."),
)


@proposal_app.command("list")
def list_proposals(
    call: CallName, everything: Annotated[bool, typer.Option("--all", help="Also those that are closed.")] = False
) -> None:
    """Show places that opened up, who is next on the waitlist, and the balance with that city.

    \b
    Example:
      alliance proposal list 2027
    """
    page = connect().call(make(ListProposals, call=call, state=None if everything else "open"))
    text = "\n\n".join(map(proposal_text, page.items)) or words("waitlist.nothing_proposed")
    show(page.model_dump(mode="json"), text)


proposal_app.asks(
    "accept JK2MPJ4V23\nalliance send-decisions JK2MPJ4V23",
    AcceptProposal,
    selection_text,
    "Decide to admit the proposed city; pending until it is sent.",
    reason=typer.Option(help="Internal; it never appears in a mail."),
    feedback=typer.Option(help="Sent to the city."),
)
proposal_app.asks(
    'dismiss JK2MPJ4V23 --reason "another region first"',
    DismissProposal,
    selection_text,
    "Pass the city over for this place: the next is proposed.",
    reason=typer.Option(help="Internal."),
)
