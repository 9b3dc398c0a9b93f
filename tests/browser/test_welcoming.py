"""The door of a gathering on two phones: forty guests are counted right, whatever the network does meanwhile."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from shared.wording import say
from tests.browser.people import PHONE, People
from tests.browser.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Route

COHORT, KIND = "cohort-one", "leaders"
GUESTS = 40
LOST = 2  # answers that never reach the phone, of check-ins that reached the server
#: By one of these clocks it is day now, so that the gathering can begin today and end today.
ZONES = ("America/Bogota", "Pacific/Honolulu", "Asia/Tokyo", "Europe/Madrid")
LATEST_HOUR = 19


def test_forty_guests_are_counted_right_by_two_phones_with_the_network_cut_twice(
    people: People, world: World, tmp_path: Path
) -> None:
    begin_today(world, tmp_path)
    begun = datetime.now(UTC)
    (gathering,) = (one for one in world.run("convening", "list", "--cohort", COHORT)["items"] if one["kind"] == KIND)
    desk = f"/staff/convenings/{gathering['id']}"
    one = people.come(world.person("staff"), language="es", width=PHONE)
    other = people.come(world.person("program_lead"), language="pt", width=PHONE)
    for phone in (one, other):
        phone.goto(desk)
    guests = waiting(one)[:GUESTS]
    assert len(guests) == GUESTS
    lose_answers(one, LOST)

    press(one, guests[:10])
    one.context.set_offline(True)  # the first cut
    press(one, guests[10:16])
    press(other, guests[34:])
    assert one.locator("#door-status").inner_text() != said(one, "sent")
    one.context.set_offline(False)

    other.context.set_offline(True)  # the second
    press(other, guests[20:34])
    press(one, guests[16:24])  # four of them on both phones
    other.context.set_offline(False)
    other.reload()  # a phone that fell asleep goes on with what it has kept

    for phone in (one, other):
        settled(phone)
    for phone in (one, other):
        phone.reload()
        assert say(language_of(phone), "pages.door.count", here=GUESTS, count=GUESTS) in phone.inner_text("#door-count")
    assert attended(world) == sorted(guests)
    cities = {guest.split("-")[1] for guest in guests}
    world.system.until(lambda: told_since(world, begun, cities) >= GUESTS)
    assert told_since(world, begun, cities) == GUESTS, "however often it arrived, it was done once"


# -- the gathering -----------------------------------------------------------------------------------------------------


def begin_today(world: World, folder: Path) -> None:
    """With so many guests as are wanted, of whom nobody has come."""
    now = datetime.now(UTC)
    zone = next(one for one in ZONES if 1 <= now.astimezone(ZoneInfo(one)).hour < LATEST_HOUR)
    plan = {
        "starts_at": (now + timedelta(hours=1)).isoformat(), "ends_at": (now + timedelta(hours=4)).isoformat(),
        "time_zone": zone, "place": "City hall", "capacity": 200,
        "rsvp_by": now.astimezone(ZoneInfo(zone)).date().isoformat(),
    }  # fmt: skip
    file = folder / "convening.json"
    file.write_text(json.dumps(plan), encoding="utf-8")
    world.run("convening", "schedule", COHORT, KIND, str(file), "--override", "its door is tried")
    for guest in found(world):
        if guest["state"] in ("attended", "excused"):
            world.run("convening", "undo-check-in", COHORT, KIND, guest["code"], "--role", guest["role"],
                      "--ref", guest["ref"])  # fmt: skip
    lacking = GUESTS - len(found(world))
    cities = [one["code"] for one in world.ask("tracker", COHORT)["members"] if one["status"] == "active"]
    for number in range(lacking):
        world.run("team", "add", cities[number % len(cities)], f"Guest {number} Inventado", "--role", "chief_of_staff")
    if lacking > 0:
        world.run("convening", "invite", COHORT, KIND)


def found(world: World) -> list[dict[str, Any]]:
    invitations: list[dict[str, Any]] = world.run("convening", "show", COHORT, KIND)["invitations"]
    return invitations


def attended(world: World) -> list[str]:
    return sorted(key_of(one) for one in found(world) if one["state"] == "attended")


def key_of(guest: dict[str, Any]) -> str:
    return f"guest-{guest['code']}-{guest['ref'].replace(':', '-')}"


def told_since(world: World, begun: datetime, cities: set[str]) -> int:
    """How often it was recorded that somebody of these cities came."""
    pages = [world.run("report", "city", code)["history"] for code in sorted(cities)]
    entries = [entry for page in pages for entry in page if entry["event"] == "convening_attended"]
    return sum(datetime.fromisoformat(entry["at"]) >= begun for entry in entries)


# -- the phones --------------------------------------------------------------------------------------------------------


def waiting(phone: Page) -> list[str]:
    """Who may be checked in, in the order of the list."""
    keys: list[str] = check_ins(phone).evaluate_all("forms => forms.map(one => one.closest('[data-part]').id)")
    return keys


def check_ins(phone: Page) -> Locator:
    return phone.locator("form[action$='/check-in']")


def press(phone: Page, guests: list[str]) -> None:
    for guest in guests:
        phone.locator(f"[id='{guest}'] form[action$='/check-in'] button").click()


def lose_answers(phone: Page, times: int) -> None:
    """Of the first check-ins: the server has done them, and the phone cannot know."""
    left = [times]

    def handle(route: Route) -> None:
        if left[0] == 0:
            route.fallback()
            return
        left[0] -= 1
        route.fetch()
        route.abort()

    phone.route("**/check-in", handle)


def settled(phone: Page) -> None:
    """Once all that was pressed is answered."""
    phone.locator("#door-status.state-done:not(:empty)").wait_for()
    phone.locator("[data-part][aria-busy]").first.wait_for(state="detached")


def said(phone: Page, key: str) -> str:
    return phone.locator("[data-door]").get_attribute(f"data-{key}") or ""


def language_of(phone: Page) -> str:
    return phone.locator("html").get_attribute("lang") or ""
