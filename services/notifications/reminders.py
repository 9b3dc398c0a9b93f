"""Reminders of one person and day go together, in one mail: which rows are reminders, which go with which, and when.

Each stays a row of its own, with its own condition; the first carries the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.notifications.domain import Mail
from services.notifications.mails import OWN
from shared.program.reminders import SUBJECTS
from shared.program.wall_time import wall_time

TEMPLATES = frozenset(template for kind in SUBJECTS.values() for template in kind.templates)
GATHERED = timedelta(seconds=60)  # the rules of all cities are looked at within it
MORNING = time(9)
A_DAY = timedelta(days=1)

#: What mails say of a day, in the order in which it matters; a moment where it is one.
DAYS = ("due_on", "reply_by", "rsvp_by", "on_date", "closes_at", "starts_at")


def is_reminder(mail: Mail) -> bool:
    """By a rule. What staff ask for by hand goes by itself."""
    return mail.template in TEMPLATES and not mail.values.get("by_staff") and mail.resent_from is None


def bundles(mails: Iterable[Mail]) -> list[list[Mail]]:
    """Those that go together, in the order of the first of each. Among themselves they have one order at every attempt,
    so that the same one carries them."""
    found: dict[object, list[Mail]] = {}
    for mail in mails:
        found.setdefault(mail.recipient if is_reminder(mail) else mail.id, []).append(mail)
    return [sorted(bundle, key=lambda one: (one.created_at, one.id)) for bundle in found.values()]


def zone_of(mail: Mail, programs: str) -> str:
    """By whose clock a day is one: the city's, or the program's for its own people."""
    return programs if mail.recipient.startswith(OWN) else mail.values.get("city_zone") or programs


def is_next_days(last_sent: datetime | None, zone: str, now: datetime) -> bool:
    """Whether a reader whose last mail of reminders went then has had the day's."""
    here = ZoneInfo(zone)
    return last_sent is not None and last_sent.astimezone(here).date() == now.astimezone(here).date()


def next_morning(zone: str, now: datetime) -> datetime:
    return wall_time(now.astimezone(ZoneInfo(zone)).date() + A_DAY, MORNING, zone)
