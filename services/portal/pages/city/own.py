"""One's own cities: those that somebody coaches, those in which they have a part. One alone is led to."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.portal.web.page import SignedInHere
from shared.contracts.cohort import ListOwnCities

router = APIRouter(include_in_schema=False)


@router.get("/cities")
def show_own(page: SignedInHere) -> Response:
    items = page.call(ListOwnCities()).items
    if len(items) == 1:
        return page.see(f"/cities/{items[0].code}")
    phases = {one.id: page.title(one) for one in page.program.phases}
    return page.show("city/own.html", items=items, phases=phases)
