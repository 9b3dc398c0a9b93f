"""How many mails a minute may go to one domain: receivers refuse whoever sends too many at once.

A mail that has to wait is given a moment of its own, so that those behind it wait longer, and none is looked at twice
before its time. Each sender process counts for itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from uuid import UUID

EVERY_OTHER = "*"
_RATE = re.compile(r"(\*|[a-z0-9.-]+)=([1-9][0-9]{0,5})")
SECONDS = 60
REMEMBERED = 20_000  # mails with a moment of their own; beyond them all are asked anew


class MalformedRates(ValueError):
    """Its text is the part that is none."""


def read_rates(text: str) -> dict[str, int]:
    """`gmail.com=60,*=600`: mails a minute, by domain; `*` are all others. Raises MalformedRates."""
    found = {}
    for part in filter(None, (one.strip().lower() for one in text.split(","))):
        match = _RATE.fullmatch(part)
        if match is None:
            raise MalformedRates(part)
        found[match[1]] = int(match[2])
    return found


@dataclass
class Rates:
    by_domain: dict[str, int]
    _free_at: dict[str, float] = field(default_factory=dict)  # domain -> when its next mail may go
    _due: dict[UUID, float] = field(default_factory=dict)

    def wait(self, mail_id: UUID, address: str, now: float) -> float:
        """Seconds until this mail may go, by a clock that only goes on; 0: it goes, and counts."""
        domain = address.rpartition("@")[2].lower()
        rate = self.by_domain.get(domain, self.by_domain.get(EVERY_OTHER))
        if rate is None:
            return 0.0
        due = self._due.pop(mail_id, None)
        if due is not None:
            if due <= now:
                return 0.0
            self._due[mail_id] = due
            return due - now
        free_at = max(self._free_at.get(domain, now), now)
        self._free_at[domain] = free_at + SECONDS / rate
        if free_at > now:
            if len(self._due) >= REMEMBERED:
                self._due.clear()
            self._due[mail_id] = free_at
        return free_at - now
