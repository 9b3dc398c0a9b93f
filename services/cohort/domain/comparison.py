"""Two versions of a document compared: what was added, taken away or changed, by dotted path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def differences(before: Any, after: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """(path, before, after) of each value that differs, by path; None where there is none."""
    if before == after:
        return
    if not isinstance(before, Mapping | list | tuple | None) or not isinstance(after, Mapping | list | tuple | None):
        yield path, before, after
        return
    one, other = _parts(before), _parts(after)
    if not one and not other:
        yield path, before, after
    for name in sorted(one.keys() | other.keys(), key=_place):
        yield from differences(one.get(name), other.get(name), f"{path}.{name}" if path else name)


def _place(name: str) -> tuple[int, str]:
    """Names by their letters, whatever order a kept document has; lines of a list by their number."""
    return (int(name) if name.isdecimal() else 0, name)


def _parts(value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return {str(name): part for name, part in value.items()}
    return {str(number): part for number, part in enumerate(value or ())}
