"""Reviews of everybody: what is outstanding, who is late; a call balanced, reviewers reminded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Response

from services.portal.forms.filled import blank
from services.portal.pages.results import AT_ONCE
from services.portal.pages.staff.applications import REVIEWERS, reviewer_choices
from services.portal.pages.staff.many import show
from services.portal.pages.staff.many_asked import Asked, Pair
from services.portal.web.calls import known_calls
from services.portal.web.listing import Filter, Listed, chosen_among
from services.portal.web.names import named
from services.portal.web.page import Page, there
from services.portal.web.people import people_called
from services.portal.web.roles import StaffHere
from shared.contracts.eligibility import AssignBalanced, GetStandings, ListReviews, ShortReview
from shared.contracts.field_codes import request_of
from shared.contracts.intake import ListCalls

router = APIRouter(include_in_schema=False)

PATH = "/staff/reviews"
LISTED = Listed(("call", "reviewer_id", "state"), path=PATH)
EVERYTHING = "everything"  # in the address, whatever its value
STATES = ("assigned", "cleared", "submitted", "recused", "released")
SHOWN = 100


@router.get(PATH)
def show_reviews(page: StaffHere) -> Response:
    """Those that are not written, unless a state or everything is asked for."""
    listing = LISTED.of(page)
    outstanding = "state" not in listing.given and EVERYTHING not in page.request.query_params
    asked = request_of(ListReviews, **listing.wanted, outstanding=outstanding, limit=SHOWN)
    answer, reviewers, all_calls = page.ask(asked, REVIEWERS, ListCalls())
    found, calls = there(answer), known_calls(all_calls)
    return page.show(
        "staff/reviews.html",
        listing=listing,
        found=found,
        names=people_called(page, {one.reviewer_id for one in found.items}),
        today=datetime.now(ZoneInfo(page.program.call.time_zone)).date(),
        calls=calls,
        filters=chosen_among([
            Filter("call", page.say("pages.staff.filter.call"), [(call.id, call.title) for call in calls]),
            Filter("reviewer_id", page.say("pages.staff.filter.reviewer"), reviewer_choices(page, reviewers)),
            Filter("state", page.say("pages.staff.column.state"), [
                (one, named(page.language, "states.review", one)) for one in STATES
            ]),
        ]),
    )  # fmt: skip


@router.get(f"{PATH}/balance")
def show_balance(page: StaffHere, call: str) -> Response:
    """What a balanced assignment would give the applications of a call that lack reviews, as many as one page takes."""
    part = page.call(request_of(AssignBalanced, call=call, limit=AT_ONCE, dry_run=True))
    codes = list(dict.fromkeys([*(one.code for one in part.assigned), *(one.code for one in part.short)]))
    cities = {one.code: one.city for one in page.call(request_of(GetStandings, codes=codes)).items}
    names = people_called(page, {one.reviewer_id for one in part.assigned})
    pairs = [
        Pair(one.code, one.reviewer_id, cities.get(one.code, one.code), names.get(one.reviewer_id, "…"))
        for one in part.assigned
    ]
    return show(
        page, Asked("assign", f"{PATH}?call={call}", (), pairs, shorts(page, part.short, cities), (), 0, blank())
    )


def shorts(page: Page, short: Sequence[ShortReview], cities: dict[str, str]) -> list[str]:
    return [page.say("pages.staff.short", city=cities.get(one.code, one.code), count=one.missing) for one in short]
