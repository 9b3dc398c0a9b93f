"""What waits for me, what is mine: applications and drafts, cities, and the places of one's roles; the first page after
signing in.

Whoever has one thing alone is led to it.
"""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.portal.web.page import Missing, SignedInHere
from shared.contracts.cohort import ListOwnCities, OwnCity
from shared.contracts.intake import ListOwnApplications, OwnApplication
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.reporting import ListWork

router = APIRouter(include_in_schema=False)

EACH = 5


@router.get("/my")
def show_mine(page: SignedInHere) -> Response:
    firsts = [some[0].path for _, some in page.places]
    own, inside, waiting = page.ask(ListOwnApplications(), ListOwnCities(), ListWork(each=EACH))
    mine = () if isinstance(own, Missing) else own.items
    cities = () if isinstance(inside, Missing) else [one for one in inside.items if set(one.parts) - {"coach"}]
    things = [*firsts, *map(address_of, mine), *map(room_of, cities)]
    missing = isinstance(own, Missing) or isinstance(inside, Missing)
    if len(things) == 1 and not missing:
        return page.see(things[0])
    return page.show(
        "account/mine.html",
        places=[place for _, some in page.places for place in some],
        own=[(one, address_of(one)) for one in mine],
        cities=[(one, room_of(one)) for one in cities],
        queue=None if isinstance(waiting, Missing) else waiting,
        missing=missing or isinstance(waiting, Missing),
    )


@router.get("/my/places")
def show_places(page: SignedInHere, here: str = "") -> Response:
    """The side navigation's, with what waits there now."""
    return page.show("work/places.html", here=here)


def address_of(one: OwnApplication) -> str:
    return f"/apply/{one.call}/{one.code}/city" if one.state is State.DRAFT else f"/applications/{one.code}"


def room_of(one: OwnCity) -> str:
    return f"/cities/{one.code}"
