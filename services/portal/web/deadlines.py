"""How long there is until an instant, as people count it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def days_left(until: datetime, zone: str, now: datetime | None = None) -> int | None:
    """From today's date to that of the last moment before it, by the zone's clock: 0 on the last day, None once it is
    over."""
    now = now or datetime.now(UTC)
    if until <= now:
        return None
    last = (until - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()
    return (last - now.astimezone(ZoneInfo(zone)).date()).days
