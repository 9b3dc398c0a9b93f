"""The rules of sign-ins by mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

SIGN_IN_LIFETIME = timedelta(minutes=60)
TRIES = 5  # wrong codes that a sign-in bears
SIGN_INS = 5  # that an address may ask for in SIGN_IN_WINDOW
SIGN_IN_WINDOW = timedelta(hours=1)

KEPT = timedelta(days=1)  # how long what is over stays, for whoever looks into an incident


@dataclass(frozen=True)
class SignIn:
    """`person_id` is None where nobody has the address."""

    id: UUID
    person_id: UUID | None
    tries: int
    expires_at: datetime
    ended_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at

    def takes_codes(self, now: datetime) -> bool:
        return self.is_open(now) and self.tries < TRIES
