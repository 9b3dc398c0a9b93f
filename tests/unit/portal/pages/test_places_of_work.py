"""Each kind of work is counted in the side navigation of whom it waits for, and leads to a page that there is."""

from __future__ import annotations

import re

import pytest
from fastapi.routing import APIRoute

from services.portal.app import ROUTERS
from services.portal.web.navigation import ALL, PLACES
from services.reporting.work import KINDS, For, Kind
from shared.contracts.people import Role

#: Who has a side navigation. What waits for the people of a city is counted on the page of what is theirs.
COUNTED_FOR = {
    For.STAFF: Role.STAFF, For.OPERATOR: Role.ADMINISTRATOR, For.COACH: Role.COACH, For.REVIEWER: Role.REVIEWER,
}  # fmt: skip
PAGES = {
    re.sub(r"{.*?}", "{}", route.path)
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute) and "GET" in route.methods
}


@pytest.mark.parametrize("kind", [one for one in KINDS if one.waits_for in COUNTED_FOR], ids=lambda one: one.name)
def test_a_kind_of_work_is_counted_where_it_is_done(kind: Kind) -> None:
    counted = {name for place in PLACES[COUNTED_FOR[kind.waits_for]] for name in place.kinds}
    assert counted & {kind.name, *ALL}, "its name in `kinds` of a place: services/portal/web/navigation.py"


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.name)
def test_a_kind_of_work_leads_to_a_page(kind: Kind) -> None:
    named = {kind.page, kind.late_for_staff or kind.page}
    assert {re.sub(r"{.*?}", "{}", page.partition("?")[0]) for page in named} - PAGES == set()
