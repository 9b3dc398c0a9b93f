"""What erasing leaves of a document of JSON. Its shape stays, so that whoever reads it still finds a valid one."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from shared.privacy.declared import ERASED, ERASED_ADDRESS

#: Dates, moments, numbers, ids and hashes: they name nobody.
_NEUTRAL = re.compile(
    r"\d{4}-\d\d-\d\d([T ][\d:.]+([Zz]|[+-]\d\d:?\d\d)?)?|[-+]?\d+(\.\d+)?([eE][-+]?\d+)?"
    r"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}"
)
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")
_FILLER = "·"
#: The least length of a text that forms ask for; a longer one is never asked for.
_LEASTS = (200, 20)


def without_texts(value: Any, kept: Collection[str]) -> Any:
    """The same with each text replaced, those under the `kept` keys aside."""
    match value:
        case dict():
            return {key: one if key in kept else without_texts(one, kept) for key, one in value.items()}
        case list():
            return [without_texts(one, kept) for one in value]
        case str():
            return blank(value)
    return value


def blank(text: str) -> str:
    if not text or _NEUTRAL.fullmatch(text):
        return text
    if text.startswith(("https://", "http://")):
        return "https://erased.invalid/"
    if _ADDRESS.fullmatch(text):
        return ERASED_ADDRESS
    return ERASED.ljust(next((least for least in _LEASTS if len(text) >= least), 0), _FILLER)


def without_person(value: Any, addresses: Collection[str], kept: Collection[str]) -> Any:
    """The same with the texts of those parts replaced that bear one of these folded addresses."""
    match value:
        case dict():
            if bears(value, addresses):
                return without_texts(value, kept)
            return {key: without_person(one, addresses, kept) for key, one in value.items()}
        case list():
            return [without_person(one, addresses, kept) for one in value]
        case str():
            return blank(value) if value.strip().casefold() in addresses else value
    return value


def parts_of_person(value: Any, addresses: Collection[str]) -> list[Any]:
    """The parts of a document that bear one of these folded addresses."""
    if isinstance(value, dict) and bears(value, addresses):
        return [value]
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [part for child in children for part in parts_of_person(child, addresses)]


def bears(value: dict[str, Any], addresses: Collection[str]) -> bool:
    return any(isinstance(one, str) and one.strip().casefold() in addresses for one in value.values())
