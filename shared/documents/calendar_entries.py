"""What the calendars of mails and of links have in common (iCalendar, RFC 5545): ids of entries, and rules of zones.

An entry has one id wherever it comes from, so that a program that has it from a mail and from a link shows it once.
"""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from icalendar import Calendar, Timezone

from shared.documents.zone_rules import rules_of


def uid_of(meeting_id: UUID | str, sender: str) -> str:
    """An id that no other sender gives out. `sender`: the address that the program's mails come from."""
    return f"{meeting_id}@{sender.rpartition('@')[2]}"


def add_zones(calendar: Calendar, first_year: int, last_year: int) -> None:
    """The rules of every zone that an entry names, for programs that do not know it, from before the first year until
    after the last."""
    for name in sorted(calendar.get_missing_tzids(), reverse=True):
        calendar.subcomponents.insert(0, _rules(name, first_year - 1, last_year + 1))


@lru_cache(maxsize=256)
def _rules(zone: str, first_year: int, last_year: int) -> Timezone:
    """Kept: to find them takes up to 50 ms."""
    return rules_of(zone, first_year, last_year)
