"""What somebody does on a page, with the mouse or with the keyboard alone: the same verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

FURTHEST = 200  # presses of Tab to anything on a page


class Hands(Protocol):
    page: Page

    def write(self, **fields: str) -> None:
        """Into fields by their names; of a list the choice of that value."""

    def tick(self, name: str, value: str = "true") -> None:
        """A box, or one of several."""

    def press(self, name: str | None = None) -> None:
        """A button of the page: the first, unless it is named. Returns when the next page is there."""

    def follow(self, name: str) -> None:
        """A link of the page. Returns when the next page is there."""


class Mouse:
    def __init__(self, page: Page) -> None:
        self.page = page

    def write(self, **fields: str) -> None:
        for name, text in fields.items():
            at = field(self.page, name)
            if is_list(at):
                at.select_option(text)
            else:
                at.fill(text)

    def tick(self, name: str, value: str = "true") -> None:
        box(self.page, name, value).check()

    def press(self, name: str | None = None) -> None:
        with self.page.expect_navigation():
            button(self.page, name).click()

    def follow(self, name: str) -> None:
        with self.page.expect_navigation():
            link(self.page, name).click()


class Keyboard:
    """Tab, letters, Space and Enter alone; what Tab does not reach is not there."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def write(self, **fields: str) -> None:
        for name, text in fields.items():
            at = field(self.page, name)
            self._reach(at)
            if is_list(at):
                self.page.keyboard.type(at.locator(f"option[value='{text}']").inner_text())
                assert at.input_value() == text
            else:
                self.page.keyboard.press("Control+a")
                self.page.keyboard.type(text)

    def tick(self, name: str, value: str = "true") -> None:
        at = box(self.page, name, value)
        if at.get_attribute("type") == "radio":
            self._choose(at, self.page.locator(f"input[name='{name}']"))
            return
        self._reach(at)
        if not at.is_checked():
            self.page.keyboard.press("Space")

    def _choose(self, at: Locator, among: Locator) -> None:
        """Tab comes to the first of them, arrows to the others."""
        self._reach(among.first)
        self.page.keyboard.press("Space")
        for _ in range(among.count()):
            if not at.is_checked():
                self.page.keyboard.press("ArrowRight")
        assert at.is_checked()

    def press(self, name: str | None = None) -> None:
        self._enter(button(self.page, name))

    def follow(self, name: str) -> None:
        self._enter(link(self.page, name))

    def _enter(self, at: Locator) -> None:
        self._reach(at)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _reach(self, at: Locator) -> None:
        for _ in range(FURTHEST):
            if at.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{self.page.url}: Tab does not reach {at}")


def field(page: Page, name: str) -> Locator:
    return page.locator(f"[id='{name}']")


def box(page: Page, name: str, value: str) -> Locator:
    return page.locator(f"input[name='{name}'][value='{value}']")


def button(page: Page, name: str | None) -> Locator:
    buttons = page.get_by_role("main").get_by_role("button")
    return (page.get_by_role("main").get_by_role("button", name=name, exact=True) if name else buttons).first


def link(page: Page, name: str) -> Locator:
    return page.get_by_role("main").get_by_role("link", name=name, exact=True).first


def is_list(at: Locator) -> bool:
    return bool(at.evaluate("element => element.tagName === 'SELECT'"))
