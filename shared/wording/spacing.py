"""Spaces at which no line may break. Files of words are written with plain ones, which an editor shows."""

from __future__ import annotations

import re

from shared.wording.dates import NO_BREAK

_BESIDE_A_MARK = re.compile(r" (?=[:;?!»%])|(?<=«) ")


def kept_together(language: str, text: str) -> str:
    """French puts a space before some marks, and inside quotation marks."""
    return _BESIDE_A_MARK.sub(NO_BREAK, text) if language == "fr" else text
