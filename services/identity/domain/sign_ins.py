"""The rules of sign-ins by mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

LIFETIME = timedelta(minutes=60)
MAILED_AGAIN = timedelta(minutes=30)  # how long asking again mails the same code, so that each works for half an hour
KEPT = timedelta(days=1)  # how long what is over stays, for whoever looks into an incident


@dataclass(frozen=True)
class SignIn:
    """Asked for by whoever named the address. Whether somebody has it is looked up when the mail goes, and again when
    it is proven."""

    id: UUID
    email: str | None  # None once it is over
    language: str
    source_hash: bytes  # where it was last asked for
    created_at: datetime
    expires_at: datetime
    mailed_at: datetime | None
    ended_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at

    def mails_again(self, now: datetime) -> bool:
        return self.is_open(now) and now < self.created_at + MAILED_AGAIN
