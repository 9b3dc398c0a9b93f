"""What must be read again is kept encrypted, under a key that is derived from the service's secret.

AES-GCM, bound to its subject: a row that is copied to another person opens nothing.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.identity.domain.proofs import derive

NONCE = 12  # bytes


def seal(secret: bytes, subject: str, text: str) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(derive(secret, "key", "sealing")).encrypt(nonce, text.encode(), subject.encode())


def unseal(secret: bytes, subject: str, sealed: bytes) -> str | None:
    """None where the secret is another than it was, or the row another's."""
    key = AESGCM(derive(secret, "key", "sealing"))
    try:
        return key.decrypt(sealed[:NONCE], sealed[NONCE:], subject.encode()).decode()
    except InvalidTag:
        return None
