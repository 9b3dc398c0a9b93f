"""`alliance waitlist` and `alliance proposal`."""

from __future__ import annotations

from typing import Annotated

import typer

from alliance.asking import ask
from alliance.commands import Commands
from alliance.connection import connect
from alliance.files import make
from alliance.options import CallName, Code, Override
from alliance.output import counted, show, table
from alliance.reader import words
from alliance.selection.decisions import selection_text
from alliance.selection.interviews import group_name
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

app = Commands(help="The waitlist of a call, in its order.")
proposal_app = Commands(help="Places that opened up, and who is next.")


@app.command("list")
def list_waitlist(call: CallName) -> None:
    """Who waits, in their order.

    \b
    Example:
      alliance waitlist list 2027
    """
    ask(ListWaitlist, waitlist_text, call=call)


@app.command()
def rank(
    code: Code, place: Annotated[int, typer.Argument(help="The new place, counted from 1; those behind it move down.")]
) -> None:
    """Give a city another place on the list.

    \b
    Example:
      alliance waitlist rank JK2MPJ4V23 1
    """
    ask(RankWaitlist, waitlist_text, code=code, rank=place)


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


@proposal_app.command()
def accept(
    code: Code,
    reason: Annotated[str | None, typer.Option(help="Internal; it never appears in a mail.")] = None,
    feedback: Annotated[str | None, typer.Option(help="Sent to the city.")] = None,
    override: Override = None,
) -> None:
    """Decide to admit the proposed city; pending until it is sent.

    \b
    Example:
      alliance proposal accept JK2MPJ4V23
      alliance send-decisions JK2MPJ4V23
    """
    fields = {"code": code, "reason": reason, "feedback": feedback, "override": override}
    ask(AcceptProposal, selection_text, **fields)


@proposal_app.command()
def dismiss(code: Code, reason: Annotated[str, typer.Option(help="Internal.")]) -> None:
    """Pass the city over for this place: the next is proposed.

    \b
    Example:
      alliance proposal dismiss JK2MPJ4V23 --reason "another region first"
    """
    ask(DismissProposal, selection_text, code=code, reason=reason)


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
