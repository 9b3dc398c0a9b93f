"""How far a long measurement has come, on stderr every few seconds; it ends where it is when its time is up."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from benchmarks.processes import TooSlow

EVERY_S = 3

#: What is done, how much of it, out of how much.
Look = Callable[[str, int, int], None]


class Watch:
    def __init__(self, minutes: float) -> None:
        self._began = monotonic()
        self._ends = self._began + minutes * 60
        self._next = self._began

    def __call__(self, what: str, done: int, whole: int) -> None:
        """Raises TooSlow when the time is up."""
        now = monotonic()
        if now > self._ends:
            raise TooSlow(f"{what}: {done:,} of {whole:,} when the time was up")
        if now >= self._next:
            self._next = now + EVERY_S
            print(f"{now - self._began:5.0f} s  {what}: {done:,} of {whole:,}", file=sys.stderr, flush=True)


class Kept:
    """What was found, on stdout and at the end of a file, as it comes."""

    def __init__(self, into: Path | None) -> None:
        self._into = into

    def __call__(self, line: str) -> None:
        print(line, flush=True)
        if self._into is not None:
            with self._into.open("a", encoding="utf-8") as file:
                print(line, file=file)
