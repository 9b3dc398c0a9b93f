"""`alliance offers`, `confirm`, `decline-offer`, `extend-offer`, `lapse-offer`, `reinstate-offer`."""

from __future__ import annotations

import typer

from alliance.options import OneCall
from alliance.reader import words
from alliance.selection.decisions import selection_text
from alliance.verbs import Verbs
from shared.contracts.eligibility import (
    ConfirmOffer,
    DeclineOffer,
    ExtendOffer,
    LapseOffer,
    ListedOffer,
    ListOffers,
    ReinstateOffer,
)

app = Verbs()


def offer_row(offer: ListedOffer) -> tuple[object, ...]:
    overdue = words("overdue") if offer.overdue else ""
    return (offer.code, offer.city, offer.country, offer.state, offer.reply_by, overdue)


app.asks(
    'confirm JK2MPJ4V23 --mayor "Ana Ficticia"',
    ConfirmOffer,
    selection_text,
    "Record that the city accepts its offer. Doing so twice changes nothing.\n\n"
    "Whoever confirms for their own city says --authorized.",
    mayor=typer.Option(help="The mayor who accepts."),
    authorized=typer.Option(help="The mayor has authorized you to confirm."),
)
app.asks(
    'decline-offer JK2MPJ4V23 --reason "a new mayor in March"',
    DeclineOffer,
    selection_text,
    "Record that the city declines its offer.",
    reason=typer.Option(help="Why, in the city's words; staff alone read it."),
)
app.asks(
    "extend-offer JK2MPJ4V23 --reply-by 2027-02-15",
    ExtendOffer,
    selection_text,
    "Give a city more time to answer its offer.",
    reply_by=typer.Option(help="The new last day to answer."),
)
app.asks("lapse-offer JK2MPJ4V23", LapseOffer, selection_text, "Let an offer lapse that was not answered by its date.")
app.asks(
    'reinstate-offer JK2MPJ4V23 --reply-by 2027-03-01 --reason "their answer was lost in the mail"',
    ReinstateOffer,
    selection_text,
    "Reinstate an offer that lapsed or was declined.\n\nIts mail is on hold until staff release it.",
    reply_by=typer.Option(help="The last day to answer."),
    reason=typer.Option(help="Internal."),
)
app.lists(
    "offers 2027 --overdue",
    ListOffers,
    ("code", "city", "country", "state", "reply_by", ""),
    offer_row,
    "Offers of all calls or of one, those to be answered soonest first; a city sees its own.",
    call=OneCall,
    overdue=typer.Option(help="Only those past their date."),
)
