"""What a size of cities is called in a language."""

from __future__ import annotations

import re

from shared.wording.catalogue import say

_BETWEEN = re.compile(r"(\d+)-(\d+)")
_OPEN = re.compile(r"(up_to|over)_(\d+)")


def size_band(language: str, key: str) -> str:
    """Of the selection view's bands of residents: up_to_250000, 250001-500000, over_1000000. Another key is shown as it
    is: a system of another version may name its bands otherwise."""
    if found := _BETWEEN.fullmatch(key):
        return say(language, "size_bands.between", least=int(found[1]), most=int(found[2]))
    if found := _OPEN.fullmatch(key):
        return say(language, f"size_bands.{found[1]}", limit=int(found[2]))
    return key
