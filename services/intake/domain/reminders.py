"""When the owner of a draft is reminded that its call closes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

LATE = timedelta(hours=24)  # after a time of being down; what is older is not told any more


@dataclass(frozen=True)
class RemindableDraft:
    """A draft in a call that closes within days."""

    id: UUID
    code: str
    call: str
    closes_at: datetime
    saved_at: datetime
    time_zone: str


def due_reminder(draft: RemindableDraft, days_before: Iterable[int], hour: int, now: datetime) -> int | None:
    """The number of days before the closing of which it is time to remind, the latest that is not too long ago.

    At an hour of the city's day, counted from the day on which the call closes there. Who has saved since needs none.
    """
    zone = ZoneInfo(draft.time_zone)
    closing_day = draft.closes_at.astimezone(zone).date()
    for days in sorted(days_before):
        moment = datetime.combine(closing_day - timedelta(days=days), time(hour), zone).astimezone(UTC)
        if moment <= now < min(moment + LATE, draft.closes_at):
            return days if draft.saved_at < moment else None
    return None
