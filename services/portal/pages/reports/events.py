"""The events that a row of a report was made from."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.portal.pages.reports.common import PATH
from services.portal.web.listing import Listed
from services.portal.web.page import there
from services.portal.web.roles import ProgramHere
from shared.contracts.field_codes import request_of
from shared.contracts.reporting import GetCityPage, ListReportEvents

LISTED = Listed(("code", "about", "as_of"))
router = APIRouter(include_in_schema=False)


@router.get(f"{PATH}/events")
def show_events(page: ProgramHere) -> Response:
    listing = LISTED.of(page)
    code = listing.given.get("code", "")
    city, found = (there(part) for part in page.ask(
        request_of(GetCityPage, code=code, **{name: value for name, value in listing.given.items() if name == "as_of"}),
        request_of(ListReportEvents, **{"about": "", **listing.wanted}),
    ))  # fmt: skip
    return page.show("reports/events.html", city=city, found=found, listing=listing, zone=page.program.call.time_zone)
