"""A series of sessions: the same wall time every so many weeks, anchored in a zone; program.md §4.

A session lasts as long as it lasts, also in the night in which the clocks change."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from shared.program.wall_time import wall_time


def occurrences(
    first_on: date, at: time, minutes: int, zone: str, every_weeks: int, count: int
) -> list[tuple[datetime, datetime]]:
    """Start and end of each session, in UTC. Raises OverflowError beyond the calendar."""
    days = [first_on + timedelta(weeks=every_weeks * number) for number in range(count)]
    starts = [wall_time(day, at, zone) for day in days]
    return [(start, start + timedelta(minutes=minutes)) for start in starts]
