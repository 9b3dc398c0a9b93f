"""What changed in a text, word by word: for whoever has read it before."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal

WORDS = re.compile(r"\s+|[^\s]+")
MOST_WORDS = 4000  # of a text that is compared; a longer one is shown as it is

Part = tuple[Literal["same", "added", "gone"], str]


def changed(before: str, after: str) -> list[Part]:
    """The text as it is now, with what is new marked, and what is gone where it stood."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return [("same" if before == after else "added", after)]
    parts: list[Part] = []
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(("same", "".join(new[first:last])))
            continue
        if gone := "".join(old[start:end]):
            parts.append(("gone", gone))
        if added := "".join(new[first:last]):
            parts.append(("added", added))
    return parts
