"""Signing in on a device without a browser (RFC 8628): the codes, and how often it may ask."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.identity.domain.proofs import derive

LIFETIME = timedelta(minutes=10)
INTERVAL = timedelta(seconds=5)
EARLY = timedelta(seconds=1)  # that an ask may come before its time: networks
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # as RFC 8628 §6.1: no vowels, no words
LENGTH = 8  # 34 bits, for ten minutes


@dataclass(frozen=True)
class DeviceLogin:
    """`person_id`: who confirmed it; `proven_at`: when they had last proven who they are."""

    id: UUID
    device: str  # what the device calls itself
    source: str  # where it is, in part
    started_at: datetime
    polled_at: datetime | None
    person_id: UUID | None
    ended_at: datetime | None
    proven_at: datetime | None = None

    @property
    def expires_at(self) -> datetime:
        return self.started_at + LIFETIME

    def is_open(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at

    def asks_too_soon(self, now: datetime) -> bool:
        return self.polled_at is not None and now < self.polled_at + INTERVAL - EARLY


def new_user_code() -> str:
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def user_code_hash(secret: bytes, typed: str) -> bytes:
    """What is kept of a user code, however it is typed."""
    return derive(secret, "device", "".join(filter(str.isalnum, typed.upper())))
