"""`alliance offers`, `confirm`, `decline-offer`, `extend-offer`, `lapse-offer`, `reinstate-offer`."""

from __future__ import annotations

from typing import Annotated

import typer

from alliance.connection import connect
from alliance.decisions import Code, Override, Version, show_selection
from alliance.files import make
from alliance.output import Json, show, table
from shared.contracts.eligibility import (
    ConfirmOffer,
    DeclineOffer,
    ExtendOffer,
    LapseOffer,
    ListOffers,
    ReinstateOffer,
)

app = typer.Typer(rich_markup_mode=None)


@app.command()
def confirm(
    code: Code,
    mayor: Annotated[str, typer.Option(help="The mayor who accepts.")],
    override: Override = None,
    json_: Json = False,
) -> None:
    """Record that the city accepts its offer. Twice changes nothing.

    \b
    Example:
      alliance confirm JK2MPJ4V23 --mayor "Ana Ficticia"
    """
    request = make(ConfirmOffer, code=code, mayor=mayor, override=override)
    show_selection(connect().call(request), json_)


@app.command("decline-offer")
def decline_offer(code: Code, json_: Json = False) -> None:
    """Record that the city declines its offer.

    \b
    Example:
      alliance decline-offer JK2MPJ4V23
    """
    show_selection(connect().call(make(DeclineOffer, code=code)), json_)


@app.command("extend-offer")
def extend_offer(
    code: Code, reply_by: Annotated[str, typer.Option(help="The new last day to answer.")], json_: Json = False
) -> None:
    """Give a city longer to answer its offer.

    \b
    Example:
      alliance extend-offer JK2MPJ4V23 --reply-by 2027-02-15
    """
    show_selection(connect().call(make(ExtendOffer, code=code, reply_by=reply_by)), json_)


@app.command("lapse-offer")
def lapse_offer(code: Code, override: Override = None, json_: Json = False) -> None:
    """Let an offer go that was not answered by its date.

    \b
    Example:
      alliance lapse-offer JK2MPJ4V23
    """
    show_selection(connect().call(make(LapseOffer, code=code, override=override)), json_)


@app.command("reinstate-offer")
def reinstate_offer(
    code: Code,
    reply_by: Annotated[str, typer.Option(help="The last day to answer.")],
    reason: Annotated[str, typer.Option(help="Internal.")],
    version: Version = None,
    override: Override = None,
    json_: Json = False,
) -> None:
    """Let an offer that lapsed or was declined stand again.

    Its mail is held until staff release it.

    \b
    Example:
      alliance reinstate-offer JK2MPJ4V23 --reply-by 2027-03-01 \\
        --reason "their answer was lost in the post"
    """
    fields = {"code": code, "reply_by": reply_by, "reason": reason, "override": override, "expected_version": version}
    show_selection(connect().call(make(ReinstateOffer, **fields)), json_)


@app.command()
def offers(
    call: Annotated[str, typer.Argument(help="The call's name.")],
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those past their date.")] = False,
    limit: Annotated[int, typer.Option(help="At most this many.")] = 100,
    after: Annotated[str | None, typer.Option(help="Go on after the `next` of the page before.")] = None,
    json_: Json = False,
) -> None:
    """A call's offers, those to be answered soonest first.

    \b
    Example:
      alliance offers 2027 --overdue
    """
    page = connect().call(make(ListOffers, call=call, overdue=overdue, limit=limit, after=after))
    rows = [(o.code, o.city, o.country, o.state, o.reply_by, "overdue" if o.overdue else "") for o in page.items]
    text = table(("code", "city", "country", "state", "reply by", ""), rows)
    more = f"\nMore: --after '{page.next}'" if page.next else ""
    show(page.model_dump(mode="json"), json_, f"{text}\n{len(rows)} of {page.total}{more}")
