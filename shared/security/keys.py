"""Makes the signing keys: one Ed25519 pair an issuer, private part readable by its owner alone; and print keys."""

from __future__ import annotations

import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from shared.runtime.settings import SERVICES
from shared.security.tokens import LOCAL_ADMIN

#: Each service, and the administrator of an embedded installation. The portal signs nothing: people's calls carry
#: identity's tokens, and those of people who have not signed in carry none.
ISSUERS = (*SERVICES, LOCAL_ADMIN)

PRINT_KEY_BYTES = 32


def ensure_keys(keys_dir: Path, issuers: tuple[str, ...] = ISSUERS) -> None:
    """Make the pairs that are missing; those that are there stay."""
    keys_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    for issuer in issuers:
        ensure_print_key(keys_dir / f"{issuer}.prints")
        private, public = keys_dir / f"{issuer}.key", keys_dir / f"{issuer}.pub"
        if private.exists() and public.exists():
            continue
        key = Ed25519PrivateKey.generate()
        private.touch(mode=0o600)
        private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def ensure_print_key(path: Path) -> None:
    """The key of a service's erasure log (shared/privacy/erasure_log.py). It never changes: what is hashed stays."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(PRINT_KEY_BYTES))
