"""A series of sessions: the same wall time every so many weeks, anchored in a zone; spec §4.

A wall time that the clocks skip is read as the first minute after the gap, one that they repeat as its first time. A
session lasts as long as it lasts, also in the night in which the clocks change.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def occurrences(
    first_on: date, at: time, minutes: int, zone: str, every_weeks: int, count: int
) -> list[tuple[datetime, datetime]]:
    """Start and end of each session, in UTC. Raises OverflowError beyond the calendar."""
    days = [first_on + timedelta(weeks=every_weeks * number) for number in range(count)]
    starts = [wall_time(day, at, ZoneInfo(zone)) for day in days]
    return [(start, start + timedelta(minutes=minutes)) for start in starts]


def wall_time(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which the clocks of the zone show that time on that day."""
    first = datetime.combine(day, at, zone)  # fold=0: the first of a repeated hour
    moment = first.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == first.replace(tzinfo=None):
        return moment
    return _end_of_gap(first)


def _end_of_gap(skipped: datetime) -> datetime:
    """Before a gap fold=0 counts with the old offset, fold=1 with the new: the clocks jump between the two readings."""
    earliest, latest = sorted(skipped.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    before = skipped.replace(fold=0).utcoffset()
    while latest - earliest > timedelta(seconds=1):
        middle = earliest + (latest - earliest) / 2
        if middle.astimezone(skipped.tzinfo).utcoffset() == before:
            earliest = middle
        else:
            latest = middle
    return latest.replace(microsecond=0)
