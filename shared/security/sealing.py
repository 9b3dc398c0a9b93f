"""What a service must read again, and nobody else who reads its database: sealed by a key that lies beside its own.

`<service>.seals` of the keys' folder holds Fernet keys (AES-128-CBC with HMAC-SHA256), a line each: the first seals,
each opens. Rotating the keys puts a new one first; what lies under a former one is sealed anew by its owner.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

#: Services that seal.
SEALING = ("reporting",)
#: Keys that are kept, the present one too: each rotation is followed by sealing anew long before so many.
KEPT = 5


def seals_file(folder: Path, service: str) -> Path:
    return folder / f"{service}.seals"


def with_new_seal(text: str) -> str:
    """The file's content, with a new key before those that it has."""
    return "".join(f"{line}\n" for line in [Fernet.generate_key().decode(), *text.split()][:KEPT])


class Seals:
    """The keys of one service, read again when the file is another one. Raises OSError, ValueError where it is none."""

    def __init__(self, folder: Path, service: str) -> None:
        self._file = seals_file(folder, service)
        self._stamp: tuple[int, int] | None = None
        self._read()

    def seal(self, text: str) -> str:
        return self._read()[0].encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str | None:
        """None where no key opens it."""
        try:
            return MultiFernet(self._read()).decrypt(sealed).decode()
        except InvalidToken:
            return None

    def is_latest(self, sealed: str) -> bool:
        """Whether it lies under the key that seals now."""
        try:
            self._read()[0].decrypt(sealed)
        except InvalidToken:
            return False
        return True

    def _read(self) -> list[Fernet]:
        stat = self._file.stat()
        stamp = (stat.st_mtime_ns, stat.st_ino)
        if stamp != self._stamp:
            self._keys = [Fernet(line) for line in self._file.read_text(encoding="ascii").split()]
            if not self._keys:
                raise ValueError(f"{self._file} holds no key")
            self._stamp = stamp
        return self._keys
