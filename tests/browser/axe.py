"""What a page's markup and colors hold against people, by axe-core: `axe.min.js`, version 4.14.1, unchanged from
https://github.com/dequelabs/axe-core, under the Mozilla Public License 2.0. No part of what is installed or served.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

SOURCE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def found(page: Page) -> list[str]:
    """A line for each rule that is broken: the rule, how often, where first."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SOURCE)
    result: dict[str, Any] = page.evaluate("tags => axe.run({runOnly: tags, resultTypes: ['violations']})", list(RULES))
    return [line_of(violation) for violation in result["violations"]]


def line_of(violation: dict[str, Any]) -> str:
    first = violation["nodes"][0]
    told = first["failureSummary"].splitlines()[-1].strip()
    return f"{violation['id']} ({len(violation['nodes'])}): {first['target'][0]}: {told}"
