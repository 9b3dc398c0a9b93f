"""What is found by what somebody types: cities, codes, people, sessions, mails, one's own reviews; each as far as they
may see it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Response

from services.portal.pages.reviewer.queue import MARKS, row_of, today
from services.portal.web.page import Missing, Page, SignedInHere
from services.portal.web.roles import has_role
from shared.contracts.people import Role
from shared.contracts.reporting import FoundApplication
from shared.contracts.requests import Query
from shared.security.permissions import CITY, STAFF
from shared.views.searching import LEFT_OUT, Results, search, search_reviews

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
        reviews=[row_of(one, today(page)) for one in reviews.reviews],
        criteria=len(page.program.rubric.criteria),
        marks=MARKS,
    )


def address_of(one: FoundApplication, page: Page) -> str:
    """Where they read it: a city that takes part in its rooms, an application by its record."""
    if has_role(page, *STAFF):
        return f"/staff/applications/{one.code}"
    return f"/cities/{one.code}" if one.cohort else f"/applications/{one.code}"
