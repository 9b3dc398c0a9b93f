"""What was read last, for whoever takes it as old: several who look at once cause one reading."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

Read = TypeVar("Read")


class Latest(Generic[Read]):
    """`read`: what takes its time. What it raises is kept for nobody."""

    def __init__(self, read: Callable[[], Read]) -> None:
        self._read = read
        self._found: tuple[float, Read] | None = None

    def within(self, seconds: float) -> Read:
        """As it was at most so long ago; 0: as it is now."""
        if self._found is not None and monotonic() - self._found[0] < seconds:
            return self._found[1]
        began, found = monotonic(), self._read()
        self._found = began, found
        return found
