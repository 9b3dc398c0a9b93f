"""When a report is due by mail: on a day of the week or of the month, at an hour of a zone."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from shared.program.wall_time import wall_time

WEEKDAYS = 7


@dataclass(frozen=True)
class Subscription:
    """`ref`: of whom, owner:id. `day`: of the week from Monday on, or of the month."""

    id: UUID
    ref: str
    report: str
    call: str | None
    cohort: str | None
    by: str
    language: str
    form: str
    every: str
    day: int
    hour: int
    time_zone: str
    next_at: datetime

    @property
    def filters(self) -> dict[str, str]:
        """What the report is asked with."""
        asked = {"call": self.call, "cohort": self.cohort, "by": self.by if self.report == "funnel" else None}
        return {name: value for name, value in asked.items() if value is not None}


def next_of(every: str, day: int, hour: int, zone: str, after: datetime) -> datetime:
    """The first moment later than `after`. A month that is shorter has its last day."""
    days = weekly(day, zone, after) if every == "week" else monthly(day, zone, after)
    moments = (wall_time(one, time(hour), zone) for one in days)
    return next(moment for moment in moments if moment > after)


def weekly(day: int, zone: str, after: datetime) -> Iterator[date]:
    today = after.astimezone(ZoneInfo(zone)).date()
    first = today + timedelta(days=(day - today.isoweekday()) % WEEKDAYS)
    for weeks in range(3):
        yield first + timedelta(weeks=weeks)


def monthly(day: int, zone: str, after: datetime) -> Iterator[date]:
    today = after.astimezone(ZoneInfo(zone)).date()
    for months in range(3):
        year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
        yield date(year, month + 1, min(day, monthrange(year, month + 1)[1]))


def last_due(one: Subscription, now: datetime) -> datetime:
    """Of the occasions since `next_at` the last: what was missed is written once."""
    due = one.next_at
    while (following := next_of(one.every, one.day, one.hour, one.time_zone, due)) <= now:
        due = following
    return due


def occasion_id(one: Subscription, due: datetime) -> UUID:
    """The same whoever writes the mail, however often."""
    return uuid5(one.id, due.isoformat())


def says_of(one: Subscription, due: datetime) -> dict[str, Any]:
    """What the mail is made with: as of when it was due."""
    return {
        "report": one.report,
        "called": {"key": f"reports.title.{one.report}", "values": {}},
        "form": one.form,
        "every": one.every,
        "as_of": due.isoformat(),
        "zone": one.time_zone,
        "on": due.astimezone(ZoneInfo(one.time_zone)).date().isoformat(),
        "page": one.report.replace("_", "-"),
        "asked": one.filters,
    }
