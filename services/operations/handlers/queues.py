"""What has entered each queue, remembered; how old that makes its oldest message."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from services.operations.queue_age import age_s, next_sample, oldest_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.operations.repository import Repository


def sample_queues(counts: Mapping[str, int], repository: Repository, now: datetime) -> None:
    """Remember how many messages have entered each queue, where it is not what is known already."""
    last = repository.list_last_samples(counts)
    samples = [next_sample(last.get(queue), queue, counted) for queue, counted in counts.items()]
    repository.insert_samples([one for one in samples if one != last.get(one.queue)], now)


def find_ages(
    counts: Mapping[str, int], depths: Mapping[str, int], repository: Repository, now: datetime
) -> dict[str, float]:
    """How long the oldest message of each queue that is not empty has been there, in seconds."""
    last = repository.list_last_samples(depths)
    numbers = {
        queue: oldest_number(next_sample(last.get(queue), queue, counts[queue]), depth)
        for queue, depth in depths.items()
    }
    arrivals = repository.list_arrivals(numbers)
    return {queue: age_s(queue, arrivals, now) for queue in depths}
