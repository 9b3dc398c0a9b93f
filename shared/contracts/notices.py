"""What a reply says beside what was asked for: nothing was refused, yet somebody should know."""

from __future__ import annotations

from typing import Any

from shared.contracts.plain import plain
from shared.contracts.requests import Model
from shared.wording import say

ENGLISH = "en"


class Notice(Model):
    """As a `Detail`, a code and plain values; `message` is the English sentence, for who reads replies as they are."""

    code: str
    values: dict[str, Any]
    message: str

    def said(self, language: str) -> str:
        return say(language, f"notices.{self.code}", **self.values)


def notice(code: str, **values: Any) -> Notice:
    kept = plain(values)
    return Notice(code=code, values=dict(kept), message=say(ENGLISH, f"notices.{code}", **kept))
