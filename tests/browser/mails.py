"""Mails as their readers open them: taken from the catcher, followed by their links and codes."""

from __future__ import annotations

import re
from typing import Any

from tests.browser.world import World

ADDRESS = re.compile(r"https?://[^\s<>\"]+")
DIGITS = re.compile(r"\b\d{6}\b")


class Mail:
    def __init__(self, caught: dict[str, Any]) -> None:
        self.subject: str = caught["Subject"]
        self.text: str = caught["Text"]

    @property
    def links(self) -> list[str]:
        return [found.rstrip(".,)") for found in ADDRESS.findall(self.text)]

    @property
    def code(self) -> str:
        """The six digits of a mail with which one signs in."""
        found = DIGITS.search(self.text)
        assert found is not None, self.text
        return found[0]


def mail_to(world: World, email: str, *, after: int = 0) -> Mail:
    """The newest to an address, waited for: beyond as many as it had before."""
    caught: list[dict[str, Any]] = world.system.until(lambda: world.mails_to(email)[: -after or None])
    return Mail(caught[0])
