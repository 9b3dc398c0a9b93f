"""Since when the oldest message lies in a queue, reckoned from how many have entered it.

A queue is first in, first out: of E messages that have entered and D that are still there, the oldest is number
E - D + 1. It came between the last sample with a smaller number and the first with its own, so its age is right to the
seconds between two samples, and the broker's own figures lag as much. (Quorum queues do not tell their oldest
message's time, and looking at it takes it out.)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

SAMPLE_S = 5
SAMPLES_KEPT = timedelta(days=8)  # what lies longer is shown as this old


@dataclass(frozen=True)
class Sample:
    """`counted` by the broker since it started, `entered` since the first sample."""

    queue: str
    counted: int
    entered: int


def next_sample(last: Sample | None, queue: str, counted: int) -> Sample:
    """A count below the last one means that the broker started anew in between."""
    if last is None:
        return Sample(queue, counted, counted)
    new = counted - last.counted if counted >= last.counted else counted
    return Sample(queue, counted, last.entered + new)


def oldest_number(sample: Sample, depth: int) -> int:
    """The number of the oldest of `depth` messages that are there."""
    return sample.entered - depth + 1


def age_s(queue: str, arrivals: Mapping[str, datetime], now: datetime) -> float:
    """Seconds; 0 for what came after the last sample."""
    return max(0.0, (now - arrivals[queue]).total_seconds()) if queue in arrivals else 0.0
