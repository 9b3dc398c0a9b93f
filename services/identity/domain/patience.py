"""How long somebody waits after failures, and how many mails go out (docs/signing-in.md).

Tally are counted three ways: of an address from a place where its owner has signed in, of an address from all
others together, and of a source over all addresses. A stranger's failures are thus not the owner's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Tally:
    """Within the window of a rule."""

    count: int
    last: datetime | None


@dataclass(frozen=True)
class Patience:
    """`free` failures without a wait; then a minute, and twice as long after each one more, up to `longest`."""

    free: int
    longest: timedelta
    window: timedelta

    def wait(self, failures: Tally, now: datetime) -> timedelta:
        """What is left of it."""
        if failures.last is None or failures.count < self.free:
            return timedelta()
        wait: timedelta = MINUTE * 2 ** min(failures.count - self.free, 32)
        return max(timedelta(), failures.last + min(wait, self.longest) - now)


#: 5 failures, 10 more while the wait grows to half a day, then 2 a day: 73 in any 30
#: days, each with one chance in a million.
OF_ADDRESS = Patience(free=5, longest=timedelta(hours=12), window=timedelta(days=30))
OF_SOURCE = Patience(free=20, longest=timedelta(hours=1), window=timedelta(days=1))

KNOWN_FOR = timedelta(days=90)  # how long a place where the owner signed in counts as theirs

HOUR = timedelta(hours=1)
ASKED_BY_SOURCE = 60  # sign-ins that a source asks for in an hour
MAILED = 5  # mails to a person in an hour
UNPROVEN_WINDOW = timedelta(days=1)  # one mail in it to an address that nobody has proven
UNPROVEN_MAILED = 500  # such mails in an hour, over all addresses
