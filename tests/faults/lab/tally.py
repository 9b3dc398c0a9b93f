"""The counts of one stage: a pure comparison of what was asked, what was promised and what is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    attempted: int  # what the driver asked for
    acknowledged: int  # what it was promised
    lost: int  # promised, and not there
    unexpected: int  # there, and never asked for
    duplicated: int  # there more often than once: how many too many
    recovered: int  # there, though the driver was never promised it

    @property
    def clean(self) -> bool:
        return not (self.lost or self.unexpected or self.duplicated)


def tally(attempted: Collection[str], promised: Collection[str], found: Counter[str]) -> Tally:
    """`found` says how often the effect of each key is there."""
    asked, sure = set(attempted), set(promised)
    there = {key for key, times in found.items() if times > 0}
    return Tally(
        attempted=len(asked),
        acknowledged=len(sure),
        lost=len(sure - there),
        unexpected=len(there - asked),
        duplicated=sum(times - 1 for times in found.values() if times > 1),
        recovered=len((there & asked) - sure),
    )
