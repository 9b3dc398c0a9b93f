"""Makes values safe for a mail: whatever people wrote, it adds no header and no encoded word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

#: Control, surrogate, line and paragraph separators; the marks that turn the direction of writing disguise text.
_UNSAFE = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_ENCODED_WORD = "=?"  # CVE-2024-6923: Python folds such text into headers of its own
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")


def clean_line(value: str) -> str:
    """One line without control characters and without the start of an encoded word."""
    if value.isprintable() and _ENCODED_WORD not in value and "  " not in value and value == value.strip():
        return value  # as nearly all are: nothing that is unsafe can be printed
    line = " ".join(_UNSAFE.sub(" ", value).split())
    while _ENCODED_WORD in line:
        line = line.replace(_ENCODED_WORD, "")
    return line


def clean_text(value: str) -> str:
    """The same for several lines, whose breaks stay."""
    return "\n".join(clean_line(line) for line in value.splitlines())


def clean_values(values: dict[str, Any]) -> dict[str, Any]:
    return {name: clean_line(value) if isinstance(value, str) else value for name, value in values.items()}


def clean_texts(value: Any) -> Any:
    """Whatever a service gave, its texts with their breaks, wherever in it they stand."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return {name: clean_texts(one) for name, one in value.items()}
    return [clean_texts(one) for one in value] if isinstance(value, list) else value


def is_plain_address(value: str) -> bool:
    """One ASCII address that a mail server takes between angle brackets as it is."""
    return _ADDRESS.fullmatch(value) is not None
