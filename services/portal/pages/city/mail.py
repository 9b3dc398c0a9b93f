"""What was mailed to a city's people: as a list, and each as it reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi.responses import HTMLResponse

from services.portal.pages.city.leaf import Leaf, routes_of
from services.portal.pages.city.people import ref_names
from services.portal.pages.city.room import Room, RoomHere
from services.portal.pages.staff.mail import ALONE
from services.portal.web.listing import Listed
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.notifications import CityMailText, GetCityMail, ListCityMails

SHOWN = 50
LISTED = Listed(())
GONE = frozenset({"not_found", "forbidden", "unauthenticated", "unavailable"})


def read_all(room: Room) -> Mapping[str, Any]:
    listing = LISTED.of(room.page)
    found = room.ask(request_of(ListCityMails, code=room.code, after=listing.after, limit=SHOWN))
    return {"listing": listing, "found": found, "names": ref_names(room, (one.recipient for one in found.items))}


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


router = routes_of(Leaf("mail", read_all), Leaf("mail/{mail}", read_one, template="letter"))


@router.get("/cities/{code}/mail/{mail}/letter")
def show_letter(room: RoomHere) -> HTMLResponse:
    return HTMLResponse(letter_of(room).html, headers=ALONE)
