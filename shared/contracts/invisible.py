"""Characters that nobody sees and that stand for nothing: whatever people paste may hold them. Pure.

They are removed wherever a value is compared, kept or sent. What disguises a text instead, control characters and marks
that turn its direction, is refused (field_types): removing it would change what people saw.
"""

from __future__ import annotations

import re

#: Byte-order marks, spaces and joiners without width, soft hyphens, single direction marks, invisible operators, tags.
#: The joiner that makes one picture of several (U+200D) stands between pictures alone.
_NOTHING = re.compile(
    "[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200e\u200f\u2060-\u2064\u206a-\u206f\u3164\ufeff"
    "\uffa0\U000e0000-\U000e007f]"
    "|(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d|\u200d(?![\u2600-\u27bf\U0001f000-\U0001faff])"
)


def without_invisible(text: str) -> str:
    """As people see it."""
    return text if text.isascii() else _NOTHING.sub("", text)
