"""Whole numbers as people and spreadsheets write them. What could mean two numbers is refused, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any


class Unreadable(Exception):
    """The text is not what is expected there; `code` is one of FIELD_CODES, with the values of its sentence."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True)
class Writing:
    """How a language writes large numbers."""

    groups: str  # the characters that may stand between groups of three digits
    decimal: str


WRITINGS = {
    "en": Writing(",", "."),
    "es": Writing(".", ","),
    "pt": Writing(".", ","),
    "fr": Writing(" \u00a0\u202f", ","),
}

#: More digits than any figure has; Python takes its time over thousands of them.
_LONGEST = 30

#: Digits alone, and 7674366.0, which programs make of a number that they keep as a decimal.
_PLAIN = re.compile(r"-?[0-9]+(\.0)?")


def read_whole(value: float | str) -> int:
    """A whole number without grouping: 2025, 2025.0, "2025". Raises Unreadable."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and len(value) <= _LONGEST and _PLAIN.fullmatch(value):
        return int(value.partition(".")[0])
    raise Unreadable("not_a_number")


def read_grouped(value: float | str, language: str | None) -> int:
    """A whole number, plain, or grouped as the language does. Raises Unreadable."""
    writing = WRITINGS.get(language or "")
    try:
        return read_whole(value)
    except Unreadable:
        if writing and isinstance(value, str) and len(value) <= _LONGEST and _grouped(writing).fullmatch(value):
            return int(re.sub(rf"[{writing.groups}]|[{writing.decimal}]0+$", "", value))
    raise Unreadable("not_a_number") from None


def _grouped(writing: Writing) -> re.Pattern[str]:
    digits = rf"(?:[0-9]+|[1-9][0-9]{{0,2}}(?:[{writing.groups}][0-9]{{3}})+)"
    return re.compile(rf"-?{digits}(?:[{writing.decimal}]0{{1,2}})?")
