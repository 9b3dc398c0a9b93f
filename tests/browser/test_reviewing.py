"""A reviewer's evening, by keyboard alone: declare, begin, go on another time, submit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shared.wording import say
from tests.browser.applying import LANDS, Land, a_city_that_has_not_applied, new_address
from tests.browser.hands import Keyboard
from tests.browser.people import People
from tests.browser.world import World


@pytest.mark.parametrize("land", [pytest.param(land, id=land.language) for land in LANDS[:2]])
def test_a_review_is_declared_kept_and_submitted(people: People, world: World, land: Land, tmp_path: Path) -> None:
    code = applied(world, land, tmp_path)
    reviewer = world.reviewers(land.language)[0]
    world.run("review", "assign", code, reviewer)

    hands = Keyboard(people.come(reviewer, language=land.language))
    hands.page.goto("/reviews")
    hands.follow(world.run("application", code)["city"])
    hands.tick("conflict", "none")
    hands.press(say(land.language, "pages.reviews.declare_and_go_on"))

    hands.tick("scores.ambition", "4")
    hands.press(say(land.language, "pages.reviews.keep"))
    assert hands.page.locator("input[name='scores.ambition']:checked").input_value() == "4"

    for criterion in ("foundations", "resident_impact", "readiness"):
        hands.tick(f"scores.{criterion}", "3")
    hands.write(comment=land.sentence)
    hands.press(say(land.language, "pages.reviews.submit"))
    assert hands.page.get_by_role("status").inner_text()
    (written,) = [one for one in world.run("review", "history", code)["entries"] if one["state"] == "submitted"]
    assert written["scores"] == {"ambition": 4, "foundations": 3, "resident_impact": 3, "readiness": 3}


def applied(world: World, land: Land, folder: Path, call: str | None = None) -> str:
    """A city like one that has applied, under a name of its own; in the call that is open, if in no other."""
    document = world.ask("read", world.in_state("confirmed"))["document"]
    contacts = [{"name": "Rosa Prova", "email": new_address(land), "role": "mayors_office", "primary": True}]
    own = {"call": call or world.call, "contacts": contacts, "preferred_language": land.language}
    own |= {"city": a_city_that_has_not_applied(world, land), "admin_area": land.area, "country": land.country}
    kept = {name: value for name, value in document.items() if name not in ("time_zone", "evidence")}
    file = folder / "application.json"
    file.write_text(json.dumps(kept | own), encoding="utf-8")
    code = str(world.run("apply", str(file))["code"])
    world.system.until(lambda: world.run("application", code)["state"] == "checked")
    return code
