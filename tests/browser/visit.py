"""One page in one state: how to come there, and what must be so wherever somebody does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tests.browser import axe
from tests.browser.hands import Hands, Mouse
from tests.browser.people import HEIGHT, NARROW, PHONE, WIDE, People
from tests.browser.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Page

Theme = Literal["light", "dark"]
Look = tuple[int, Theme]
LOOKS: tuple[Look, ...] = ((WIDE, "light"), (WIDE, "dark"), (PHONE, "light"), (PHONE, "dark"))
FEW_LOOKS: tuple[Look, ...] = ((WIDE, "light"), (PHONE, "dark"))
LONGEST = "fr"  # the language with the longest words


@dataclass(frozen=True)
class Visit:
    """`route` as its router writes it; `name` is its screenshots'.

    `at`: the address, where it is not the route itself. `who`: of whoever is signed in, the mail address.
    `do`: what is done there before it is looked at. `down`: a service that does not answer meanwhile. `short`: also in
    the short part, on a system without the demo.
    """

    route: str
    name: str
    at: Callable[[World], str] | None = None
    who: Callable[[World], str] | None = None
    language: str = "en"
    status: int = 200
    do: Callable[[Hands], object] | None = None
    down: str | None = None
    short: bool = False

    def __str__(self) -> str:
        return self.name

    def open(self, people: People, world: World, language: str) -> Page:
        page = people.come(self.who(world) if self.who else None, language=language)
        answers: list[int] = []
        page.on("response", lambda one: answers.append(one.status) if one.request.is_navigation_request() else None)
        address = self.at(world) if self.at else self.route
        with world.without(self.down):
            page.goto(address)
        if self.do is not None:
            self.do(Mouse(page))
        assert answers[-1] == self.status, f"{self.name}: {page.url} answers {answers[-1]}"
        return page

    def look(
        self, people: People, world: World, screens: Path, looks: Iterable[Look] = LOOKS, led: set[str] | None = None
    ) -> Iterator[str]:
        """What is wrong here: a line each, which begins with the page. `led`: takes the paths that it leads to."""
        page = self.open(people, world, self.language)
        if led is not None:
            led.update(paths_led_to(page))
        yield from (
            f"{self.name}: seen though hidden: {one}" for one in page.locator("[hidden]:visible").all_inner_texts()
        )
        for width, theme in looks:
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": HEIGHT})
            name = f"{self.name}-{self.language}-{width}-{theme}"
            page.screenshot(path=screens / f"{name}.png", full_page=True, animations="disabled")
            with unfolded(page):
                yield from (f"{name}: {line}" for line in axe.found(page))
        for language in {self.language, LONGEST}:
            shown = page if language == self.language else self.open(people, world, language)
            yield from (f"{self.name}-{language}-{width}: wider than the window" for width in sideways(shown))


def paths_led_to(page: Page) -> list[str]:
    """Of its links and its forms, on this site."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('a[href], form')].map((one) => new URL(one.href ?? one.action, location))"
        ".filter((one) => one.origin === location.origin).map((one) => decodeURI(one.pathname))"
    )
    return found


@contextmanager
def unfolded(page: Page) -> Iterator[None]:
    """With all details open: forms wait in them."""
    page.evaluate(
        "for (const one of document.querySelectorAll('details:not([open])')) { one.open = one.dataset.was = 1 }"
    )
    yield
    page.evaluate("for (const one of document.querySelectorAll('[data-was]')) { one.open = 0; delete one.dataset.was }")


def sideways(page: Page) -> Iterator[int]:
    """Widths at which the page scrolls to the side."""
    for width in (PHONE, NARROW):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        with unfolded(page):
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                yield width
