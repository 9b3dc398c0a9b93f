"""Applications that may be one city's, in pairs: either is read, and one of them merged into the other."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.portal.pages.staff.applications import PATH as APPLICATIONS
from services.portal.web.calls import calls_of
from services.portal.web.listing import Filter, Listed, chosen_among
from services.portal.web.roles import StaffHere
from shared.contracts.field_codes import request_of
from shared.contracts.intake import ListLikelyMatches

router = APIRouter(include_in_schema=False)

PATH = f"{APPLICATIONS}/duplicates"
LISTED = Listed(("call",), path=PATH)
SHOWN = 50


@router.get(PATH)
def show_duplicates(page: StaffHere) -> Response:
    listing = LISTED.of(page)
    found = page.call(request_of(ListLikelyMatches, **listing.wanted, limit=SHOWN))
    calls = {call.id: call.title for call in calls_of(page)}
    filters = chosen_among([Filter("call", page.say("pages.staff.filter.call"), list(calls.items()))])
    return page.show("staff/duplicates.html", listing=listing, found=found, filters=filters, calls=calls)
