"""The keys of tokens as files, read again when they are other ones: keys rotate without a restart.

<issuer>.key is what the issuer signs with now; <issuer>.<kid>.pub are the keys by which others check it, the present
one and those of before that are not over yet. A key's kid is made from the key.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

_ISSUER = re.compile(r"[a-z][a-z-]{0,39}")
_KID = re.compile(r"[0-9a-f]{16}")


def private_file(folder: Path, issuer: str) -> Path:
    return folder / f"{issuer}.key"


def public_file(folder: Path, issuer: str, kid: str) -> Path:
    """Raises ValueError for what can be neither: both come from tokens of strangers."""
    if not (_ISSUER.fullmatch(issuer) and _KID.fullmatch(kid)):
        raise ValueError("no such key")
    return folder / f"{issuer}.{kid}.pub"


def public_files(folder: Path, issuer: str) -> list[Path]:
    return sorted(folder.glob(f"{issuer}.????????????????.pub"))


def kid_of(key: Ed25519PublicKey) -> str:
    return sha256(key.public_bytes_raw()).hexdigest()[:16]


class Keyring:
    """Keys of one folder, each parsed once for as long as its file is the same. A file that is gone is no key."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[Path, tuple[tuple[int, int], Any]] = {}

    def signing(self, issuer: str) -> tuple[str, Ed25519PrivateKey]:
        """The kid, and the key. Raises OSError, ValueError."""
        key: Ed25519PrivateKey = self._read(private_file(self._folder, issuer))
        return kid_of(key.public_key()), key

    def checking(self, issuer: str, kid: str) -> Ed25519PublicKey:
        """Raises OSError, ValueError."""
        key: Ed25519PublicKey = self._read(public_file(self._folder, issuer, kid))
        return key

    def _read(self, path: Path) -> Any:
        stat = path.stat()
        stamp = (stat.st_mtime_ns, stat.st_ino)
        if path not in self._known or self._known[path][0] != stamp:
            pem = path.read_bytes()
            key = load_pem_public_key(pem) if path.suffix == ".pub" else load_pem_private_key(pem, None)
            self._known[path] = (stamp, key)
        return self._known[path][1]
