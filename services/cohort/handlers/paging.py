"""Where a page of a list ends and the next begins: a natural key and an id, as one opaque text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from shared.contracts.errors import Detail, Refusal

Key = TypeVar("Key")
Id = TypeVar("Id")


def write_cursor(key: str, of: object) -> str:
    return f"{key}|{of}"


def read_cursor(after: str | None, key: Callable[[str], Key], of: Callable[[str], Id]) -> tuple[Key, Id] | None:
    """Raises invalid for what is not the `next` of a page."""
    if after is None:
        return None
    try:
        text, _, last = after.rpartition("|")
        return key(text), of(last)
    except ValueError:
        detail = Detail("after", "unknown_page", "must be the `next` of a page")
        raise Refusal("invalid", "There is no such page.", (detail,)) from None
