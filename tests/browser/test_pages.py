"""Each page in each state: nothing axe finds in light and dark, wide and on a phone; nothing wider than the window;
nothing that the browser complains of. Screenshots are left to be looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from services.portal.app import ROUTERS
from tests.browser.people import People
from tests.browser.visit import FEW_LOOKS, LOOKS, Visit
from tests.browser.visits import all_visits
from tests.browser.world import World

VISITS = [
    pytest.param(visit, id=visit.name, marks=[pytest.mark.short] if visit.short else []) for visit in all_visits()
]


#: Pages that no page leads to, and who does.
LED_TO_BY_OTHERS = {
    "/cities": "what is mine, of whoever has a part in several",
    "/sign-in/device": "a terminal, where somebody signs in",
    "/sign-in/again": "a verb that asks for a proof of just now",
    "/staff/applications/import/{sheet}": "the form that a spreadsheet is brought by, once it is there",
    "/staff/reviewers/{reviewer_id}": "the list of reviews, narrowed to theirs",
}


@pytest.fixture(scope="module")
def led() -> dict[str, set[str]]:
    """By the route of a page the paths that it leads to, of all that were looked at."""
    return {}


@pytest.mark.parametrize("visit", VISITS)
def test_page_is_for_everybody(
    visit: Visit,
    people: People,
    world: World,
    screens: Path,
    led: dict[str, set[str]],
    request: pytest.FixtureRequest,
) -> None:
    looks = FEW_LOOKS if request.config.getoption("--short") else LOOKS
    wrong = list(visit.look(people, world, screens, looks, led.setdefault(visit.route, set())))

    assert not wrong, "\n".join(wrong)


def test_each_page_is_led_to_by_another(led: dict[str, set[str]]) -> None:
    """Else only who knows its address finds it."""
    if len(led) < len({visit.route for visit in all_visits()}):
        pytest.skip("only after all pages were looked at")
    routes = {
        route.path: route.path_regex for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)
    }
    alone = {
        page
        for page in led.keys() & routes.keys()
        if not any(routes[page].match(path) for other, paths in led.items() if other != page for path in paths)
    }

    assert alone == set(LED_TO_BY_OTHERS)
