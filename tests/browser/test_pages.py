"""Each page in each state: nothing axe finds in light and dark, wide and on a phone; nothing wider than the window;
nothing that the browser complains of. Screenshots are left to be looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.people import People
from tests.browser.visit import FEW_LOOKS, LOOKS, Visit
from tests.browser.visits import all_visits
from tests.browser.world import World

VISITS = [
    pytest.param(visit, id=visit.name, marks=[pytest.mark.short] if visit.short else []) for visit in all_visits()
]


@pytest.mark.parametrize("visit", VISITS)
def test_page_is_for_everybody(
    visit: Visit, people: People, world: World, screens: Path, request: pytest.FixtureRequest
) -> None:
    looks = FEW_LOOKS if request.config.getoption("--short") else LOOKS
    wrong = list(visit.look(people, world, screens, looks))

    assert not wrong, "\n".join(wrong)
