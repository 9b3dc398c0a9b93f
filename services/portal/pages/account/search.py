"""What is found by what somebody types: cities, codes, people, sessions, mails; each as far as they may see it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from services.portal.web.page import Missing, Page, SignedInHere
from services.portal.web.roles import has_role
from shared.contracts.people import Role
from shared.contracts.reporting import FoundApplication
from shared.contracts.requests import Query
from shared.security.permissions import CITY, STAFF
from shared.views.searching import LEFT_OUT, Results, search

router = APIRouter(include_in_schema=False)


@router.get("/search")
def show_found(page: SignedInHere, q: str = "") -> Response:
    staff, of_cities = has_role(page, *STAFF), has_role(page, *CITY)

    def ask(*queries: Query[Any]) -> tuple[Any, ...]:
        return tuple(None if isinstance(one, Missing) else one for one in page.ask(*queries, absent=LEFT_OUT))

    found = search(q, ask, for_staff=staff, for_cities=of_cities) if may_search(page) else Results()
    cities = [(one, address_of(one, page)) for one in found.cities]
    return page.show("account/search.html", q=q, found=found, cities=cities)


def may_search(page: Page) -> bool:
    return has_role(page, *CITY, Role.APPLICANT)


def address_of(one: FoundApplication, page: Page) -> str:
    """Where they read it: a city that takes part in its rooms, an application by its record."""
    if has_role(page, *STAFF):
        return f"/staff/applications/{one.code}"
    return f"/cities/{one.code}" if one.cohort else f"/applications/{one.code}"
