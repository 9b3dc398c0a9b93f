"""Dead letters by what they failed on: one cause is mended once, for all of its messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.contracts.operations import DeadLetter


@dataclass(frozen=True)
class Cause:
    reason: str
    queue: str
    letters: tuple[DeadLetter, ...]

    @property
    def first_at(self) -> datetime:
        return min(letter.first_at for letter in self.letters)


def causes_of(letters: Sequence[DeadLetter]) -> list[Cause]:
    """The one with the most messages first."""
    groups: dict[tuple[str, str], list[DeadLetter]] = {}
    for letter in letters:
        groups.setdefault((letter.reason, letter.queue), []).append(letter)
    causes = [Cause(reason, queue, tuple(some)) for (reason, queue), some in groups.items()]
    return sorted(causes, key=lambda cause: (-len(cause.letters), cause.reason, cause.queue))
