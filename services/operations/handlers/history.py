"""What waited in each queue over the last day, and how often services started."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from shared.contracts.operations import SLOT, SLOTS, QueueHistory, ServiceBacklog
from shared.contracts.requests import Page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.operations.history_rows import History

DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def list_queue_history(history: History, now: datetime) -> Page[QueueHistory]:
    """By the most that ever waited, the longest queue first."""
    since = slot_of(now) - (SLOTS - 1) * SLOT
    most: dict[str, list[int]] = defaultdict(lambda: [0] * SLOTS)
    for queue, slot, number in history.list_waiting(since):
        if (place := (slot - since) // SLOT) < SLOTS:
            most[queue][place] = number
    items = [QueueHistory(queue=queue, since=since, most=tuple(numbers)) for queue, numbers in most.items()]
    items.sort(key=lambda one: (-max(one.most), one.queue))
    return Page[QueueHistory](items=tuple(items), next=None, total=len(items))


def slot_of(moment: datetime) -> datetime:
    """Its beginning."""
    return moment - (moment - EPOCH) % SLOT


def note_starts(backlogs: Iterable[ServiceBacklog], history: History) -> None:
    answered = ((one.service, one.backlog) for one in backlogs)
    history.insert_starts(
        [
            (service, backlog.started_at, backlog.version)
            for service, backlog in answered
            if backlog and backlog.started_at
        ]
    )


def with_starts(backlogs: Iterable[ServiceBacklog], history: History, now: datetime) -> tuple[ServiceBacklog, ...]:
    starts = history.count_starts(now - DAY)
    return tuple(one.model_copy(update={"starts": starts.get(one.service, 0)}) for one in backlogs)


def forget(history: History, days: int, now: datetime) -> None:
    """What is over a day old stays by the hour, for as long as the setting says."""
    history.delete_before(now - timedelta(days=days))
    history.thin_waiting(slot_of(now) - SLOTS * SLOT)
