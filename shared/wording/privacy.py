"""The privacy notice: a text in each language, by its version. A version that was accepted once is never changed.

A program may bring its own: `privacy/<language>/<version>.txt` beside its program file goes before what ships.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from shared.wording.numbers import number

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*")


@dataclass(frozen=True)
class NoticeTexts:
    """Those of the program whose file lies in the folder `beside`, else those that ship."""

    beside: Path

    def find(self, language: str, version: str) -> str | None:
        """The text, with `{program}` and other values still to be filled in; None where there is none."""
        if not _NAME.fullmatch(version):
            return None
        own = self.beside / "privacy" / language / f"{version}.txt"
        if own.is_file():
            return own.read_text(encoding="utf-8")
        shipped = resources.files(__package__).joinpath(language, "privacy", f"{version}.txt")
        return shipped.read_text(encoding="utf-8") if shipped.is_file() else None


def filled(text: str, language: str, values: Mapping[str, Any]) -> str:
    """Numbers as the language writes them; what nobody gives stays as it is written."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", number(language, value) if isinstance(value, int) else str(value))
    return text
