"""A program lead runs a round from its call to its cohort's end on pages alone; what cities and reviewers do is told by
commands. It comes after the pages: its cohorts would stand in their screenshots."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from shared.wording import say
from tests.browser.applying import LANDS, Land
from tests.browser.hands import Hands, Mouse, box
from tests.browser.people import People
from tests.browser.test_applying import in_days, submit_review
from tests.browser.test_reviewing import applied
from tests.browser.world import World

CITIES = 2


@pytest.mark.parametrize("land", [pytest.param(land, id=land.language) for land in LANDS[:2]])
def test_a_round_from_its_call_to_its_cohorts_end(people: People, world: World, land: Land, tmp_path: Path) -> None:
    hands = Mouse(people.come(world.person("program_lead"), language=land.language))
    name = f"{land.language}-{uuid4().hex[:6]}"
    open_call(hands, land, name)
    codes = [applied(world, land, tmp_path, call=name) for _ in range(CITIES)]
    for email in ask_reviewers(hands, world, land, codes[0]):
        submit_review(world, codes[0], email, tmp_path)
    # the other is decided without one, which the page says before it is sent

    admit(hands, land, name, codes)
    for code in codes:
        world.run("confirm", code, "--mayor", "Teodora Inventada")
    world.system.until(lambda: len(world.run("tracker", name)["members"]) == CITIES)
    close_call(hands, land, name)

    hands.page.goto(f"/staff/cohorts/{name}")
    phases = hands.page.locator("select[name='phase'] option").evaluate_all("all => all.map(one => one.value)")
    for phase in phases:
        advance(hands, land, name, codes, phase)
    world.system.until(lambda: {one["phase"] for one in world.run("tracker", name)["members"]} == {phases[-1]})


def open_call(hands: Hands, land: Land, name: str) -> None:
    hands.page.goto("/staff/calls/new")
    hands.write(title=f"Ronda {name}", id=name, opens_at=today(), closes_at=in_days(40), capacity=str(CITIES))
    hands.write(**{"cohort.name": f"Ronda {name}", "cohort.id": name, "cohort.starts_on": today()})
    hands.press(say(land.language, "pages.calls.new"))
    assert f"Ronda {name}" in hands.page.get_by_role("status").inner_text()


def ask_reviewers(hands: Hands, world: World, land: Land, code: str) -> list[str]:
    """Three who read its language; their addresses."""
    chosen: list[str] = []
    for _ in range(3):
        hands.page.goto(f"/staff/applications/{code}/assign")
        offered = hands.page.locator("[name='reviewer_id'] option").evaluate_all("all => all.map(one => one.value)")
        ids = {world.email_of(one): one for one in offered if one}
        email = next(one for one in world.reviewers(land.language) if one in ids)
        hands.write(reviewer_id=ids[email])
        hands.press(f"{say(land.language, 'pages.verb.assign')}: {hands.page.locator('.crumbs a').last.inner_text()}")
        chosen.append(email)
    return chosen


def admit(hands: Hands, land: Land, name: str, codes: Sequence[str]) -> None:
    """Decided together; each mail is read before any is sent."""
    hands.page.goto(f"/staff/selection/{name}")
    tick_all(hands, codes)
    hands.press(say(land.language, "pages.staff.many.decide"))
    hands.tick("outcome", "admitted")
    hands.press()
    assert_done(hands, land)

    hands.page.goto(f"/staff/selection/{name}")
    hands.press(say(land.language, "pages.staff.look_and_send"))
    shown = hands.page.get_by_role("main").inner_text()
    assert shown.count(say(land.language, "pages.staff.decided_without_review")) == CITIES - 1
    assert hands.page.locator(".letter").count() == CITIES
    hands.press(say(land.language, "pages.staff.send_now"))
    assert_done(hands, land)


def close_call(hands: Hands, land: Land, name: str) -> None:
    hands.page.goto(f"/staff/calls/{name}/close")
    hands.press()
    row = hands.page.get_by_role("row").filter(has_text=f"Ronda {name}")
    assert say(land.language, "states.call.closed") in row.inner_text().lower()


def advance(hands: Hands, land: Land, name: str, codes: Sequence[str], phase: str) -> None:
    """What is missing is waived with a reason."""
    hands.page.goto(f"/staff/cohorts/{name}")
    tick_all(hands, codes)
    hands.page.locator("select[name='phase']").select_option(phase)
    hands.press(say(land.language, "pages.board.who_would_move"))
    for reason in hands.page.locator("[name^='waive.']").all():
        reason.fill(land.sentence)
    hands.press()
    assert_done(hands, land)


def tick_all(hands: Hands, codes: Sequence[str]) -> None:
    for code in codes:
        box(hands.page, "code", code).first.check()


def assert_done(hands: Hands, land: Land) -> None:
    assert (
        say(land.language, "pages.results.done", good=CITIES, count=CITIES)
        in hands.page.get_by_role("main").inner_text()
    )


def today() -> str:
    """By the clock of the example's program, which days of a call follow: a call that opens today is open."""
    return datetime.now(ZoneInfo("America/New_York")).date().isoformat()
