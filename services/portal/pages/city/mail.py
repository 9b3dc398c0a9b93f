"""What was mailed to a city's people: as a list, and each as it reads; and for those who run the program what was said
on the telephone and in replies, which they enter here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from fastapi.responses import HTMLResponse

from services.portal.forms.fields import Field, Options
from services.portal.pages.city.leaf import Leaf, routes_of
from services.portal.pages.city.people import actor_names, ref_names
from services.portal.pages.city.room import Room, RoomHere
from services.portal.pages.city.verbs import Verb
from services.portal.pages.staff.mail import ALONE
from services.portal.web.listing import Listed
from services.portal.web.names import named
from services.portal.web.page import Missing
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.notifications import (
    CityMailText,
    ExchangeDirection,
    ExchangeKind,
    GetCityMail,
    ListCityMails,
    ListExchanges,
    LogExchange,
    PreviewWritten,
)

SHOWN = 50
LISTED = Listed(())
GONE = frozenset({"not_found", "forbidden", "unauthenticated", "unavailable"})


def kinds(room: Room) -> Options:
    return [(one, named(room.page.language, "exchange_kinds", one)) for one in get_args(ExchangeKind)]


def directions(room: Room) -> Options:
    return [(one, named(room.page.language, "exchange_directions", one)) for one in get_args(ExchangeDirection)]


LOG = Verb(
    "log",
    LogExchange,
    (
        Field("kind", "radio", options=kinds),
        Field("direction", "radio", options=directions, label="exchange_direction"),
        Field("held_on", "day", label="exchange_on"),
        Field("person", label="exchange_person"),
        Field("notes", "long"),
    ),
    says="log_exchange",
)


def read_all(room: Room) -> Mapping[str, Any]:
    listing = LISTED.of(room.page)
    found = room.ask(request_of(ListCityMails, code=room.code, after=listing.after, limit=SHOWN))
    names = ref_names(room, (one.recipient for one in found.items))
    said = room.part(ListExchanges(code=room.code)) if room.runs else None
    logged = () if said is None or isinstance(said, Missing) else said.items
    return {
        "listing": listing,
        "found": found,
        "names": names,
        "said": said,
        "by": actor_names(room, (one.logged_by for one in logged)),
        "may_write": room.may(PreviewWritten),
    }


def read_one(room: Room) -> Mapping[str, Any]:
    """What it told may be true no more: then it cannot be written again, and the page says why."""
    try:
        return {"letter": letter_of(room), "why": None}
    except Refusal as refusal:
        if refusal.code in GONE:
            raise
        return {"letter": None, "why": refusal}


def letter_of(room: Room) -> CityMailText:
    return room.ask(request_of(GetCityMail, code=room.code, mail_id=room.given["mail"]))


router = routes_of(Leaf("mail", read_all, (LOG,)), Leaf("mail/{mail}", read_one, template="letter"))


@router.get("/cities/{code}/mail/{mail}/letter")
def show_letter(room: RoomHere) -> HTMLResponse:
    return HTMLResponse(letter_of(room).html, headers=ALONE)
