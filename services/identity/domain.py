"""The rules of sign-ins and sessions, and how codes and keys are derived. Takes values and gives values."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shared.contracts.identity import Person
from shared.program.folding import fold

SIGN_IN_LIFETIME = timedelta(minutes=60)
TRIES = 5  # wrong codes that a sign-in bears
SIGN_INS = 5  # that an address may ask for in SIGN_IN_WINDOW
SIGN_IN_WINDOW = timedelta(hours=1)

SESSION_LIFETIME = timedelta(hours=12)
SESSION_IDLE = timedelta(minutes=30)
RENEW_AFTER = timedelta(minutes=1)  # a page asks for many tokens; one write a minute renews its idle time

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


@dataclass(frozen=True)
class LiveSession:
    """A session as it is stored, with the roles that its person has now."""

    id: UUID
    person_id: UUID
    roles: tuple[str, ...]
    used_at: datetime
    expires_at: datetime
    ended_at: datetime | None

    def is_live(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at and now < self.used_at + SESSION_IDLE

    def wants_renewal(self, now: datetime) -> bool:
        return now >= self.used_at + RENEW_AFTER


def fold_address(email: str) -> str:
    """What makes two addresses the same one."""
    return email.strip().casefold()


def is_called(person: Person, text: str) -> bool:
    """Whether a text is a part of the name or address. Nobody is called by a text without letter or digit."""
    folded = fold(text)
    return bool(folded) and (folded in fold(person.name) or fold_address(text) in fold_address(person.email))


def best_matches(people: Sequence[Person], text: str) -> Sequence[Person]:
    """Of those who have it in their name or address: who has it as their whole name, where anybody has."""
    return [one for one in people if fold(one.name) == fold(text)] or people


def address_hash(secret: bytes, email: str) -> bytes:
    """Keyed: a row of an unknown address does not tell whose it is."""
    return _derive(secret, "address", fold_address(email))


def sign_in_code(secret: bytes, sign_in_id: UUID) -> str:
    """Six digits. Derived anew whenever it is needed: a stored hash of six digits would be as good as the digits."""
    return f"{int.from_bytes(_derive(secret, 'code', str(sign_in_id))[:8], 'big') % 1_000_000:06}"


def sign_in_key(secret: bytes, sign_in_id: UUID) -> str:
    """The 256 bits of the mailed link."""
    return urlsafe_b64encode(_derive(secret, "key", str(sign_in_id))).rstrip(b"=").decode("ascii")


def sha256(text: str) -> bytes:
    """What is stored of a key or a session's secret."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def same(one: str, other: str) -> bool:
    """Compared in a time that does not depend on where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


def _derive(secret: bytes, purpose: str, subject: str) -> bytes:
    message = f"{purpose}:{subject}".encode("utf-8", "surrogatepass")
    return hmac.new(secret, message, hashlib.sha256).digest()
