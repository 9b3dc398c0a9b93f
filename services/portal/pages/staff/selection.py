"""The whole pool of a call: weighed by region, size, language and outcome; decisions seen before they are sent."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.portal.forms.filled import blank
from services.portal.geography.map import MapCity, map_of
from services.portal.pages.results import AT_ONCE
from services.portal.pages.staff.foreseen import previews
from services.portal.pages.staff.pool import BY, filters_of, grouped, places_of, shares, ticked
from services.portal.pages.staff.sending import PATH
from services.portal.web.calls import call_named, calls_of
from services.portal.web.listing import Listed, chosen_among
from services.portal.web.names import named
from services.portal.web.page import Missing, there
from services.portal.web.rendering import look
from services.portal.web.roles import StaffHere
from shared.contracts.eligibility import (
    GetPool,
    ListPendingDecisions,
    ListProposals,
    ListWaitlist,
)
from shared.contracts.field_codes import request_of

router = APIRouter(include_in_schema=False)
LISTED = Listed(("region", "size", "language", "outcome", "eligibility", "state", "shortlisted"))
SHOWN = 200


@router.get(PATH)
def choose_call(page: StaffHere) -> Response:
    """Of the call that was opened last."""
    calls = calls_of(page)
    if not calls:
        return page.show("staff/no_selection.html")
    return page.see(f"{PATH}/{calls[0].id}")


@router.get(PATH + "/{call}")
def show_selection(page: StaffHere, call: str, by: str = "region", least: str = "") -> Response:
    listing = LISTED.of(page)
    pool, waiting, proposed, pending = page.ask(
        request_of(GetPool, call=call, **listing.wanted, limit=SHOWN),
        request_of(ListWaitlist, call=call),
        request_of(ListProposals, call=call),
        request_of(ListPendingDecisions, call=call),
    )
    calls = calls_of(page)
    shown, kind = there(pool), by if by in BY else "region"
    decisions = previews(page, () if isinstance(pending, Missing) else pending.codes[:AT_ONCE])
    return page.show(
        "staff/selection.html",
        call=call_named(call, calls),
        calls=calls,
        listing=listing,
        filters=chosen_among(filters_of(page, shown)),
        by=kind,
        pool=shown,
        grouped=grouped(page, shown.items, kind),
        shares=shares(page, shown.groups.get(BY[kind], {}), kind),
        places=places_of(page, call, decisions),
        least=least,
        map=map_of(
            MapCity(
                one.city,
                one.country,
                f"/staff/applications/{one.code}",
                look(one.state).removeprefix("state-"),
                named(page.language, "states.application", one.state),
                one.time_zone,
            )
            for one in shown.items
        ),
        ticked=ticked(shown.items, least),
        decisions=decisions,
        waitlist=() if isinstance(waiting, Missing) else waiting.items,
        proposals=() if isinstance(proposed, Missing) else proposed.items,
        missing=any(isinstance(part, Missing) for part in (waiting, proposed, pending)),
        form=blank(),
    )
