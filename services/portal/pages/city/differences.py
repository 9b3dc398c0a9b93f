"""Two versions of a text: which words went, which came. And what a document's parts are called, by dotted path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any, Literal

from shared.wording import has, say

Mark = Literal["same", "gone", "new"]
PIECES = re.compile(r"\s+|[^\s]+")
MOST_WORDS = 3_000  # beyond, the whole of both is shown: comparing takes its time


def marked(before: Any, after: Any) -> list[tuple[Mark, str]]:
    """Pieces in order, neighbours of one kind together."""
    one, other = PIECES.findall(written(before)), PIECES.findall(written(after))
    if len(one) + len(other) > MOST_WORDS:
        return [("gone", "".join(one)), ("new", "".join(other))]
    return list(pieces(one, other))


def pieces(one: list[str], other: list[str]) -> Iterator[tuple[Mark, str]]:
    for tag, first, last, start, end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(one[first:last])
            continue
        if last > first:
            yield "gone", "".join(one[first:last])
        if end > start:
            yield "new", "".join(other[start:end])


def written(value: Any) -> str:
    return "" if value is None else str(value)


def name_of(path: str, language: str) -> str:
    """“Completeness, plan” for `components.quality.completeness.plan`: the named parts of a path; entries by number."""
    return ", ".join(part_of(part, language) for part in path.split(".") if part not in ("components", "actions"))


def part_of(part: str, language: str) -> str:
    if part.isdecimal():
        return str(int(part) + 1)
    if has(f"pages.field.{part}"):
        return say(language, f"pages.field.{part}")
    return say(language, f"components.{part}") if has(f"components.{part}") else part
