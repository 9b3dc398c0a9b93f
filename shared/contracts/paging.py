"""Where a page of a list ends and the next begins: what the last one is found by, as one opaque text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from shared.contracts.errors import Detail, Refusal

#: As far as a list counts that may hold millions: it then says that there are more.
COUNTED = 10_000

One = TypeVar("One")
Key = TypeVar("Key")
Id = TypeVar("Id")


def page_of(found: Sequence[One], limit: int, key: Callable[[One], object]) -> tuple[Sequence[One], str | None]:
    """Of one more than `limit`: those that are shown, and the `after` of the page behind them. `key` may be several."""
    shown = found[:limit]
    if len(found) <= limit:
        return shown, None
    last = key(shown[-1])
    return shown, "|".join(map(str, last)) if isinstance(last, tuple) else str(last)


def read_cursor(after: str | None, read: Callable[[str], Key]) -> Key | None:
    """The key that a page comes after. Raises invalid where `read` raises ValueError: it is no `next` of a page."""
    try:
        return None if after is None else read(after)
    except ValueError:
        raise Refusal("invalid", Detail("after", "unknown_page")) from None


def pair(key: Callable[[str], Key], of: Callable[[str], Id]) -> Callable[[str], tuple[Key, Id]]:
    """Reads a key of two."""

    def read(text: str) -> tuple[Key, Id]:
        first, _, last = text.rpartition("|")
        return key(first), of(last)

    return read
