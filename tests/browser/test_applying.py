"""From an address to the code; asked and answered; offered a place and confirmed. Staff's part is told by commands."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.wording import say
from tests.browser.applying import LANDS, Land, begin, each_land, fill, new_address, send
from tests.browser.hands import Hands, Keyboard, Mouse
from tests.browser.mails import mail_to
from tests.browser.people import PHONE, People
from tests.browser.world import World

SCORES = {"ambition": 4, "foundations": 4, "resident_impact": 5, "readiness": 4}


@pytest.mark.parametrize(
    "land",
    [
        pytest.param(land, id=land.language, marks=[pytest.mark.short] if land.language == "pt" else [])
        for land in LANDS
    ],
)
def test_a_city_applies_by_keyboard_where_no_script_runs(people: People, world: World, land: Land) -> None:
    hands = Keyboard(people.come(language=land.language, scripts=False, width=PHONE))
    begin(hands, world, land, new_address(land))
    fill(hands, land)
    code = send(hands, land)

    assert world.run("application", code)["state"] in ("submitted", "checked")


@each_land
def test_a_city_is_asked_and_answers_is_offered_a_place_and_confirms(
    people: People, world: World, land: Land, tmp_path: Path
) -> None:
    hands, email = Mouse(people.come(language=land.language)), new_address(land)
    begin(hands, world, land, email)
    fill(hands, land)
    code = send(hands, land)

    had = decide(world, code, email, "more_info", "--feedback", "?", "--due", in_days(10))
    open_mail(hands, world, email, code, had)
    hands.follow(say(land.language, "pages.application.answer"))
    hands.write(population_source="Censo 2025")
    hands.press(say(land.language, "pages.application.look_over"))
    assert "Censo 2025" in hands.page.get_by_role("table").inner_text()
    hands.press(say(land.language, "pages.application.send_number", version=2))
    assert world.run("application", code)["version"] == 2

    review(world, code, land, tmp_path)
    had = decide(world, code, email, "admitted")
    open_mail(hands, world, email, code, had)
    assert hands.page.locator("#mayor").input_value() == "Teodora Inventada"
    hands.tick("authorized")
    hands.press(say(land.language, "pages.application.confirm"))
    assert say(land.language, "public_states.confirmed") in hands.page.get_by_role("main").inner_text()
    assert world.run("application", code)["state"] == "confirmed"


def decide(world: World, code: str, email: str, outcome: str, *options: str) -> int:
    """And tell it; how many mails they had before."""
    world.system.until(lambda: world.run("application", code)["state"] in ("checked", "in_review"))
    had = len(world.mails_to(email))
    world.run("decide", code, outcome, "--reason", "strong", *options)
    world.run("send-decisions", code)
    return had


def open_mail(hands: Hands, world: World, email: str, code: str, had: int) -> None:
    """The newest mail's link, by whoever is signed in."""
    link = next(one for one in mail_to(world, email, after=had).links if code in one)
    hands.page.goto(link)
    assert hands.page.get_by_role("heading", level=1).count() == 1


def review(world: World, code: str, land: Land, folder: Path) -> None:
    """By three who read its language."""
    world.system.until(lambda: world.run("application", code)["state"] in ("checked", "in_review"))
    for email in world.reviewers(land.language)[:3]:
        world.run("review", "assign", code, email)
        submit_review(world, code, email, folder)


def submit_review(world: World, code: str, email: str, folder: Path) -> None:
    written = folder / f"{email}.json"
    written.write_text(json.dumps({"reviewer": email, "conflict": "none", "scores": SCORES}), encoding="utf-8")
    world.run("review", "submit", code, str(written))


def in_days(count: int) -> str:
    return (datetime.now(UTC) + timedelta(days=count)).date().isoformat()
