"""Makes and rotates the keys: one Ed25519 pair an issuer, private part readable by its owner alone; prints and seals.

Where each process has a folder of its own, `own` is the issuer's and `readers` are those who check its tokens.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from shared.runtime.settings import SERVICES
from shared.security.keyring import Keyring, kid_of, private_file, public_file, public_files
from shared.security.sealing import SEALING, seals_file, with_new_seal
from shared.security.tokens import LEEWAY_S, LIFETIME, LOCAL_ADMIN

#: Each service, and the administrator of an embedded installation. The portal signs nothing: people's calls carry
#: identity's tokens, and those of people who have not signed in carry none.
ISSUERS = (*SERVICES, LOCAL_ADMIN)

PRINT_KEY_BYTES = 32
#: After it no token that a former key has signed is good any more.
OUTLIVED = LIFETIME + timedelta(seconds=2 * LEEWAY_S)


def ensure_keys(keys_dir: Path, issuers: tuple[str, ...] = ISSUERS) -> None:
    """Make the pairs that are missing; those that are there stay."""
    for issuer in issuers:
        ensure_key(issuer, keys_dir, [keys_dir])


def ensure_key(issuer: str, own: Path, readers: Sequence[Path], mode: int = 0o600) -> None:
    """Make the pair unless it is there; see to it that the readers have its public part, and no former one."""
    own.mkdir(parents=True, exist_ok=True, mode=0o700)
    if issuer in SERVICES:
        ensure_print_key(own / f"{issuer}.prints", mode)
    if not private_file(own, issuer).exists():
        make_key(issuer, own, readers, mode)
        return
    if issuer in SEALING and not seals_file(own, issuer).exists():
        add_seal(seals_file(own, issuer), mode)
    _, key = Keyring(own).signing(issuer)
    publish(issuer, key, readers)
    forget_former(issuer, own, readers)


def ensure_print_key(path: Path, mode: int = 0o600) -> None:
    """The key of a service's erasure log (shared/privacy/erasure_log.py). It never changes: what is hashed stays."""
    if not path.exists():
        write(path, secrets.token_bytes(PRINT_KEY_BYTES), mode)


def add_seal(path: Path, mode: int) -> None:
    """A new key that seals, before those by which is opened what was sealed until now."""
    present = path.read_text(encoding="ascii") if path.exists() else ""
    write(path, with_new_seal(present).encode(), mode)


def make_key(issuer: str, own: Path, readers: Sequence[Path], mode: int = 0o600) -> None:
    """A new pair in place of the present one. The public part first: no token comes that nobody can check."""
    key = Ed25519PrivateKey.generate()
    publish(issuer, key, readers)
    if issuer in SEALING:
        add_seal(seals_file(own, issuer), mode)
    write(private_file(own, issuer), key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), mode)


def publish(issuer: str, key: Ed25519PrivateKey, readers: Sequence[Path]) -> None:
    public = key.public_key()
    for folder in readers:
        file = public_file(folder, issuer, kid_of(public))
        if not file.exists():
            write(file, public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), 0o444)


def forget_former(issuer: str, own: Path, readers: Sequence[Path]) -> bool:
    """Delete the public keys of before, once every token that they signed is over; whether there is none left."""
    private = private_file(own, issuer)
    kid, _ = Keyring(own).signing(issuer)
    former = [file for folder in readers for file in public_files(folder, issuer) if f".{kid}." not in file.name]
    if time.time() - private.stat().st_mtime < OUTLIVED.total_seconds():
        return not former
    for file in (*former, *(folder / f"{issuer}.pub" for folder in readers)):  # the last: of versions without rotation
        file.unlink(missing_ok=True)
    return True


def write(path: Path, content: bytes, mode: int) -> None:
    """In one step: a reader sees the former key or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_bytes(content)
    fresh.chmod(mode)
    fresh.replace(path)
