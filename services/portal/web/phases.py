"""What phases are called."""

from __future__ import annotations

from services.portal.web.page import Page
from shared.wording import has


def phase_title(page: Page, key: str | None, otherwise: str | None = None) -> str:
    """As the program file calls it in the reader's language; `otherwise`: one that it does not name any longer."""
    found = next((one for one in page.program.phases if one.id == key), None)
    if found is not None:
        return page.title(found)
    return otherwise or (page.say(f"states.{key}") if has(f"states.{key}") else str(key))
