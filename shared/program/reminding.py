"""When a reminder falls due: so many days from a day, at an hour of the recipient's own day; program.md §5."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shared.contracts.reminders import Upcoming, UpcomingReminders
from shared.program.reminders import SUBJECTS, ReminderRule, Subject
from shared.program.wall_time import wall_time

A_DAY = timedelta(days=1)  # the day at a place may be another than UTC's


@dataclass(frozen=True)
class Awaited:
    """What somebody may be reminded of. `key` tells it from others of its kind; `on`: the anchor, a day in `zone`.

    `anchor`: what tells a moved anchor from the one before, where the day alone does not.
    """

    subject: Subject
    key: str
    on: date
    zone: str
    anchor: str = ""

    @property
    def anchored(self) -> str:
        return self.anchor or self.on.isoformat()


def moment_of(rule: ReminderRule, awaited: Awaited) -> datetime:
    """A time that the clocks skip is the first minute after the gap, one that they repeat its first."""
    return wall_time(awaited.on + timedelta(days=rule.offset_days), time(rule.hour), awaited.zone)


def end_of(rule: ReminderRule, awaited: Awaited) -> datetime:
    """From when on it is too late for it."""
    return moment_of(rule, awaited) + timedelta(days=rule.late_days)


def due_rules(rules: Iterable[ReminderRule], awaited: Awaited, now: datetime) -> list[ReminderRule]:
    """Of those whose moment has come the latest alone, so that a time of being down is followed by one mail; those of
    one moment together. None once they are too late."""
    come = [(moment_of(rule, awaited), rule) for rule in rules if rule.subject == awaited.subject]
    come = [one for one in come if one[0] <= now]
    latest = max((moment for moment, _ in come), default=None)
    return [rule for moment, rule in come if moment == latest and now < end_of(rule, awaited)]


def coming(
    rules: Iterable[ReminderRule], awaited: Awaited, now: datetime, until: datetime
) -> Iterator[tuple[datetime, ReminderRule]]:
    """Those whose moment is yet to come."""
    for rule in rules:
        if rule.subject == awaited.subject and now < (moment := moment_of(rule, awaited)) <= until:
            yield moment, rule


def days_near(rules: Iterable[ReminderRule], subject: Subject, now: datetime, until: datetime) -> tuple[date, date]:
    """From when until when a day lies of which somebody may be reminded from now until then, wherever they are."""
    mine = [rule for rule in rules if rule.subject == subject]
    first = min((-rule.offset_days - rule.late_days for rule in mine), default=0)
    last = max((-rule.offset_days for rule in mine), default=0)
    return now.date() + timedelta(days=first) - A_DAY, until.date() + timedelta(days=last) + A_DAY


@dataclass(frozen=True)
class Coming:
    """A reminder that is to come, of whom: the tracking code, and the one person whom its mail names."""

    moment: datetime
    rule: ReminderRule
    awaited: Awaited
    code: str
    recipient: str | None = None

    @property
    def shown(self) -> Upcoming:
        return Upcoming(
            at=self.moment,
            zone=self.awaited.zone,
            rule=self.rule.id,
            subject=self.rule.subject,
            on=self.awaited.on,
            condition=self.rule.condition,
            template=self.rule.template,
            to=SUBJECTS[self.rule.subject].templates[self.rule.template],
            code=self.code,
            recipient=self.recipient,
        )


def upcoming(found: Iterable[Coming], limit: int) -> UpcomingReminders:
    """The earliest first."""
    items = sorted((one.shown for one in found), key=lambda one: (one.at, one.code, one.rule, one.recipient or ""))
    return UpcomingReminders(items=tuple(items[:limit]), total=len(items))
