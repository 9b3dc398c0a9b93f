"""What is found by what somebody types: cities, codes, people of the program and of cities, sessions, mails, one's own
reviews; each as far as they may see it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Response

from services.portal.pages.reviewer.queue import MARKS, row_of, today
from services.portal.web.names import alone, role_title
from services.portal.web.page import Missing, Page, SignedInHere
from services.portal.web.roles import has_role
from shared.contracts.cohort import FoundCityPerson
from shared.contracts.intake import FoundPerson
from shared.contracts.people import Role
from shared.contracts.reporting import FoundApplication
from shared.contracts.requests import Query
from shared.security.permissions import CITY, STAFF
from shared.views.searching import LEFT_OUT, Results, role_of, search, search_reviews

router = APIRouter(include_in_schema=False)


@router.get("/search")
def show_found(page: SignedInHere, q: str = "") -> Response:
    staff, of_cities = has_role(page, *STAFF), has_role(page, *CITY)

    def ask(*queries: Query[Any]) -> tuple[Any, ...]:
        return tuple(None if isinstance(one, Missing) else one for one in page.ask(*queries, absent=LEFT_OUT))

    may_search = has_role(page, *CITY, Role.APPLICANT)
    found = search(q, ask, for_staff=staff, for_cities=of_cities) if may_search else Results()
    reviews = search_reviews(q, ask, page.person.id) if page.person and has_role(page, Role.REVIEWER) else Results()
    return page.show(
        "account/search.html",
        q=q,
        found=replace(found, reviews=reviews.reviews, missing=found.missing or reviews.missing),
        cities=[(one, address_of(one, page)) for one in found.cities],
        contacts=[(one, alone(role_title(page.language, role_of(one))), home_of(one)) for one in found.contacts],
        reviews=[row_of(one, today(page)) for one in reviews.reviews],
        criteria=len(page.program.rubric.criteria),
        marks=MARKS,
    )


def home_of(one: FoundPerson | FoundCityPerson) -> str:
    """Where staff read more of somebody: a contact in the application's record, others with the city's team."""
    return f"/cities/{one.code}/team" if isinstance(one, FoundCityPerson) else f"/staff/applications/{one.code}"


def address_of(one: FoundApplication, page: Page) -> str:
    """Where they read it: a city that takes part in its rooms, an application by its record."""
    if has_role(page, *STAFF):
        return f"/staff/applications/{one.code}"
    return f"/cities/{one.code}" if one.cohort else f"/applications/{one.code}"
