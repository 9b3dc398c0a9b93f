"""`alliance offers`, `confirm`, `decline-offer`, `extend-offer`, `lapse-offer`, `reinstate-offer`."""

from __future__ import annotations

from typing import Annotated

import typer

from alliance.asking import ask, ask_page
from alliance.commands import Commands
from alliance.options import After, Code, Limit, OneCall, Override, Version
from alliance.reader import words
from alliance.selection.decisions import selection_text
from shared.contracts.eligibility import (
    ConfirmOffer,
    DeclineOffer,
    ExtendOffer,
    LapseOffer,
    ListedOffer,
    ListOffers,
    ReinstateOffer,
)

app = Commands()


@app.command()
def confirm(
    code: Code,
    mayor: Annotated[str, typer.Option(help="The mayor who accepts.")],
    authorized: Annotated[bool, typer.Option("--authorized", help="The mayor has authorized you to confirm.")] = False,
    override: Override = None,
) -> None:
    """Record that the city accepts its offer. Doing so twice changes nothing.

    Whoever confirms for their own city says --authorized.

    \b
    Example:
      alliance confirm JK2MPJ4V23 --mayor "Ana Ficticia"
    """
    ask(ConfirmOffer, selection_text, code=code, mayor=mayor, authorized=authorized, override=override)


@app.command("decline-offer")
def decline_offer(
    code: Code,
    reason: Annotated[str | None, typer.Option(help="Why, in the city's words; staff alone read it.")] = None,
) -> None:
    """Record that the city declines its offer.

    \b
    Example:
      alliance decline-offer JK2MPJ4V23 --reason "a new mayor in March"
    """
    ask(DeclineOffer, selection_text, code=code, reason=reason)


@app.command("extend-offer")
def extend_offer(code: Code, reply_by: Annotated[str, typer.Option(help="The new last day to answer.")]) -> None:
    """Give a city more time to answer its offer.

    \b
    Example:
      alliance extend-offer JK2MPJ4V23 --reply-by 2027-02-15
    """
    ask(ExtendOffer, selection_text, code=code, reply_by=reply_by)


@app.command("lapse-offer")
def lapse_offer(code: Code, override: Override = None) -> None:
    """Let an offer lapse that was not answered by its date.

    \b
    Example:
      alliance lapse-offer JK2MPJ4V23
    """
    ask(LapseOffer, selection_text, code=code, override=override)


@app.command("reinstate-offer")
def reinstate_offer(
    code: Code,
    reply_by: Annotated[str, typer.Option(help="The last day to answer.")],
    reason: Annotated[str, typer.Option(help="Internal.")],
    version: Version = None,
    override: Override = None,
) -> None:
    """Reinstate an offer that lapsed or was declined.

    Its mail is on hold until staff release it.

    \b
    Example:
      alliance reinstate-offer JK2MPJ4V23 --reply-by 2027-03-01 \\
        --reason "their answer was lost in the mail"
    """
    fields = {"code": code, "reply_by": reply_by, "reason": reason, "override": override, "expected_version": version}
    ask(ReinstateOffer, selection_text, **fields)


@app.command()
def offers(
    call: OneCall = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those past their date.")] = False,
    limit: Limit = 100,
    after: After = None,
) -> None:
    """Offers of all calls or of one, those to be answered soonest first; a city sees its own.

    \b
    Example:
      alliance offers 2027 --overdue
    """
    headings = ("code", "city", "country", "state", "reply_by", "")
    ask_page(ListOffers, headings, offer_row, call=call, overdue=overdue, limit=limit, after=after)


def offer_row(offer: ListedOffer) -> tuple[object, ...]:
    overdue = words("overdue") if offer.overdue else ""
    return (offer.code, offer.city, offer.country, offer.state, offer.reply_by, overdue)
