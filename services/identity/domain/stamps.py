"""Stamps: challenges that need no row. Random, dated, signed for one purpose; what must be used once is kept once used.

Anybody may ask for one without a sign-in, so asking must not fill a table.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta

from services.identity.domain.proofs import derive, same_bytes

STAMP_LIFETIME = timedelta(minutes=10)
MOMENT, RANDOM, SIGNATURE = 8, 16, 16  # bytes


def make_stamp(secret: bytes, purpose: str, now: datetime) -> bytes:
    body = int(now.timestamp()).to_bytes(MOMENT, "big") + secrets.token_bytes(RANDOM)
    return body + signature_of(secret, purpose, body)


def is_valid(stamp: bytes, secret: bytes, purpose: str, now: datetime) -> bool:
    """Whether it was made here, for this purpose, and not too long ago."""
    body, signature = stamp[: MOMENT + RANDOM], stamp[MOMENT + RANDOM :]
    age = now.timestamp() - int.from_bytes(body[:MOMENT], "big")
    return same_bytes(signature, signature_of(secret, purpose, body)) and age + 1 >= 0 and age < STAMP_LIFETIME.seconds


def signature_of(secret: bytes, purpose: str, body: bytes) -> bytes:
    return derive(secret, f"stamp:{purpose}", body.hex())[:SIGNATURE]


def as_text(stamp: bytes) -> str:
    return urlsafe_b64encode(stamp).rstrip(b"=").decode("ascii")


def from_text(text: str) -> bytes:
    """What is no stamp becomes one that is not valid."""
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
