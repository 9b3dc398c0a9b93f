"""When a reminder falls due: so many days before a day, at an hour of the recipient's own day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shared.program.wall_time import wall_time

LATE = timedelta(hours=24)  # after a time of being down; what is older is not told any more


@dataclass(frozen=True)
class Reminder:
    """`days` before the day, at `moment`."""

    days: int
    moment: datetime


def due_reminder(on: date, time_zone: str, days_before: Iterable[int], hour: int, now: datetime) -> Reminder | None:
    """The latest whose moment has come and is not too long ago; `on` is a day in that zone."""
    for days in sorted(days_before):
        moment = wall_time(on - timedelta(days=days), time(hour), time_zone)
        if moment <= now < moment + LATE:
            return Reminder(days, moment)
    return None
