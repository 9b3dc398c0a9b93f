"""The rules of a time zone as calendars read them (VTIMEZONE, RFC 5545, 3.6.5): a yearly one for each change of clocks.

Outlook reads one rule for standard and one for daylight time, and no lists of days (docs/calendars.md). Where clocks do
not change, or change by no such rule within the years asked for, it is as the library lists it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST = -1


@dataclass(frozen=True)
class Change:
    """Clocks change at `local`, by the clock before."""

    local: datetime
    before: timedelta
    after: timedelta
    name: str
    is_daylight: bool

    @property
    def nth(self) -> int:
        return (self.local.day - 1) // 7 + 1

    @property
    def is_last(self) -> bool:
        return self.local.day + 7 > monthrange(self.local.year, self.local.month)[1]

    @property
    def kind(self) -> tuple[object, ...]:
        """The same for those that one rule can be of."""
        return self.local.month, self.local.weekday(), self.local.time(), self.before, self.after


def rules_of(zone: str, first_year: int, last_year: int) -> Timezone:
    """From before the first year until after the last."""
    changes = list(changes_of(ZoneInfo(zone), first_year, last_year))
    found = [rule_of([one for one in changes if one.is_daylight is daylight]) for daylight in (True, False)]
    rules = [rule for rule in found if rule is not None]
    if len(rules) < len(found):
        return Timezone.from_tzid(zone, first_date=date(first_year, 1, 1), last_date=date(last_year + 1, 1, 1))
    made = Timezone()
    made.add("tzid", zone)
    for rule in rules:
        made.add_component(rule)
    return made


def changes_of(zone: ZoneInfo, first_year: int, last_year: int) -> Iterator[Change]:
    """In the years from the first to the last, by UTC."""
    at, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    while at < end:
        following = at + timedelta(days=1)
        before, after = at.astimezone(zone), following.astimezone(zone)
        if before.utcoffset() != after.utcoffset():
            yield change_between(zone, at, following)
        at = following


def change_between(zone: ZoneInfo, early: datetime, late: datetime) -> Change:
    """The one between these moments, to the minute."""
    offset = early.astimezone(zone).utcoffset()
    while late - early > timedelta(minutes=1):
        middle = early + timedelta(minutes=(late - early) // timedelta(minutes=2))
        early, late = (middle, late) if middle.astimezone(zone).utcoffset() == offset else (early, middle)
    new = late.astimezone(zone)
    before, after = offset or timedelta(0), new.utcoffset() or timedelta(0)
    local = late.replace(tzinfo=None) + before
    return Change(local, before, after, new.tzname() or "", bool(new.dst()))


def rule_of(changes: Sequence[Change]) -> TimezoneDaylight | TimezoneStandard | None:
    """One rule for all of them, the first of which begins it. None where there is none."""
    if not changes or len({one.kind for one in changes}) > 1:
        return None
    first = changes[0]
    nth = LAST if all(one.is_last for one in changes) else first.nth
    if nth != LAST and any(one.nth != nth for one in changes):
        return None
    rule = TimezoneDaylight() if first.is_daylight else TimezoneStandard()
    rule.add("dtstart", first.local)
    rule.add("rrule", {"freq": "yearly", "bymonth": first.local.month, "byday": f"{nth}{DAYS[first.local.weekday()]}"})
    rule.add("tzoffsetfrom", first.before)
    rule.add("tzoffsetto", first.after)
    rule.add("tzname", first.name)
    return rule
