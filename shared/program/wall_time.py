"""Which moment a wall time of a zone is, and when a day ends there. Everything that has a time and a place uses it.

A wall time that the clocks skip is read as the first minute after the gap, one that they repeat as its first time. A
day ends with the last second that its clocks show: where its last hour comes twice, with the second one.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)
_LAST_SECOND = time(23, 59, 59)


def wall_time(day: date, at: time, zone: str) -> datetime:
    """The moment, in UTC, at which the clocks of the zone show that time on that day. Raises OverflowError beyond the
    calendar."""
    first = datetime.combine(day, at, ZoneInfo(zone))  # fold=0: the first of a repeated hour
    moment = first.astimezone(UTC)
    return moment if _shows(moment, first) else _end_of_gap(first)


def end_of_day(day: date, zone: str) -> datetime:
    """The day's last second in the zone, in UTC. Raises OverflowError beyond the calendar."""
    last = datetime.combine(day, _LAST_SECOND, ZoneInfo(zone)).replace(fold=1)
    moment = last.astimezone(UTC)
    return moment if _shows(moment, last) else _end_of_gap(last) - SECOND


def _shows(moment: datetime, wanted: datetime) -> bool:
    return moment.astimezone(wanted.tzinfo).replace(tzinfo=None) == wanted.replace(tzinfo=None)


def _end_of_gap(skipped: datetime) -> datetime:
    """Before a gap fold=0 counts with the old offset, fold=1 with the new: the clocks jump between the two readings."""
    earliest, latest = sorted(skipped.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    before = skipped.replace(fold=0).utcoffset()
    while latest - earliest > SECOND:
        middle = earliest + (latest - earliest) / 2
        if middle.astimezone(skipped.tzinfo).utcoffset() == before:
            earliest = middle
        else:
            latest = middle
    return latest.replace(microsecond=0)
