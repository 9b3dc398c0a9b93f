"""Who opens pages: a browser of their own each, signed in or not, in a language, with or without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.wording import say
from tests.browser.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

WIDE, PHONE, NARROW = 1280, 390, 320  # CSS pixels
HEIGHT = 900
LOCALES = {"en": "en-US", "es": "es-MX", "pt": "pt-BR", "fr": "fr-CA"}
PATIENCE_MS = 20_000  # on a machine that does other things, too


class People:
    #: email -> the cookies of one sign-in, for as long as the tests run
    signed_in: dict[tuple[str, str], Any] = {}  # noqa: RUF012 - one for all

    def __init__(self, browser: Browser, world: World) -> None:
        self._browser, self._world = browser, world
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def come(self, email: str | None = None, *, language: str = "en", width: int = WIDE, scripts: bool = True) -> Page:
        """Their browser's page, not yet at an address."""
        context = self._browser.new_context(
            base_url=self._world.address,
            locale=LOCALES[language],
            viewport={"width": width, "height": HEIGHT},
            java_script_enabled=scripts,
            reduced_motion="reduce",
            timezone_id="America/Bogota",
        )
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self._contexts.append(context)
        page = context.new_page()
        if email is not None:
            self._sign_in(context, page, email, language)
        return page

    def seen(self, screens: Path, test: str) -> Iterator[str]:
        """Where each is now; a picture of it is left."""
        from playwright.sync_api import Error  # not where there is no browser

        for number, page in enumerate(page for context in self._contexts for page in context.pages):
            picture = screens / f"failed-{test}-{number}.png"
            try:
                page.screenshot(path=picture, full_page=True)
                yield f"{page.url}: {page.title()} ({picture})"
                yield from (f"    {said}" for said in page.locator(".error-summary").all_inner_texts())
            except Error as error:  # a page that hangs is one that failed, not the end of all others
                yield f"{page.url}: {error.message.splitlines()[0]}"

    def leave(self) -> None:
        for context in self._contexts:
            context.close()

    def _sign_in(self, context: BrowserContext, page: Page, email: str, language: str) -> None:
        """By the link that the machine makes, once for each person."""
        key = (self._world.address, email)
        if key in self.signed_in:
            context.add_cookies(self.signed_in[key])
            return
        page.goto(self._world.link(email))
        page.get_by_role("main").get_by_role("button", name=say(language, "pages.sign_in.title")).click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        self.signed_in[key] = [one for one in context.cookies() if "session" in one["name"]]

    def _hear(self, message: ConsoleMessage) -> None:
        """Errors and warnings; that a page was answered with 4xx or 5xx is for its test to say."""
        told_by_status = "Failed to load resource" in message.text and "/static/" not in message.location["url"]
        if message.type in ("error", "warning") and not told_by_status:
            where = message.page.url if message.page else ""
            self.complaints.append(f"{where}: {message.text}")
