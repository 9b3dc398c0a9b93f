"""How codes and keys are derived and compared. Nothing that opens a session is stored: of keys a hash at most."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from uuid import UUID

from services.identity.domain.people import fold_address
from shared.security.sources import counted


def address_hash(secret: bytes, email: str) -> bytes:
    """Keyed: a row of an unknown address does not tell whose it is."""
    return derive(secret, "address", fold_address(email))


def source_hash(secret: bytes, source: str | None) -> bytes:
    """Keyed, as limits count by it."""
    return derive(secret, "source", counted(source or ""))


def sign_in_code(secret: bytes, sign_in_id: UUID) -> str:
    """Six digits. Derived anew whenever it is needed: a stored hash of six digits would be as good as the digits."""
    return f"{int.from_bytes(derive(secret, 'code', str(sign_in_id))[:8], 'big') % 1_000_000:06}"


def sign_in_key(secret: bytes, sign_in_id: UUID) -> str:
    """The 256 bits of the mailed link."""
    return urlsafe_b64encode(derive(secret, "key", str(sign_in_id))).rstrip(b"=").decode("ascii")


def sha256(text: str) -> bytes:
    """What is stored of a key or a session's secret."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def same(one: str, other: str) -> bool:
    """Compared in a time that does not depend on where they differ."""
    return same_bytes(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))


def same_bytes(one: bytes, other: bytes) -> bool:
    return hmac.compare_digest(one, other)


def derive(secret: bytes, purpose: str, subject: str) -> bytes:
    """32 bytes that only who knows the secret can make, for one purpose and subject."""
    message = f"{purpose}:{subject}".encode("utf-8", "surrogatepass")
    return hmac.new(secret, message, hashlib.sha256).digest()
