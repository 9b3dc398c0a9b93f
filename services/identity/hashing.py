"""Hashes passwords by argon2id, out of the green threads' way.

A hash takes some 40 ms of one processor and MEMORY_KIB; while it is made the service goes on answering, and no more
than AT_ONCE are made at a time, whatever strangers ask for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.identity.domain.passwords import normalized
from shared.runtime.extensions import Provider
from shared.runtime.green import Threads

MEMORY_KIB, PASSES, LANES = 19_456, 2, 1  # OWASP's least for argon2id
AT_ONCE = 2

Run = Callable[..., Any]


class Hasher:
    """`run` calls a function, perhaps elsewhere: `run(function, *arguments)`."""

    def __init__(self, run: Run, *, memory_kib: int = MEMORY_KIB) -> None:
        self._argon2 = PasswordHasher(time_cost=PASSES, memory_cost=memory_kib, parallelism=LANES)
        self._run = run
        self._nobodys: str | None = None

    def hash(self, password: str) -> str:
        return str(self._run(self._argon2.hash, normalized(password)))

    def verifies(self, kept: str | None, password: str) -> bool:
        """The same work where there is no password: how long it takes does not tell who has one."""
        if self._nobodys is None:
            self._nobodys = self.hash("nobody's")
        try:
            self._run(self._argon2.verify, kept or self._nobodys, normalized(password))
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Made with other parameters than those of now."""
        return self._argon2.check_needs_rehash(kept)


class Hashing(Provider):
    """`hasher = Hashing()` in the service class."""

    def setup(self) -> None:
        self._hasher = Hasher(Threads(AT_ONCE).run)

    def get_dependency(self, _worker_ctx: object) -> Hasher:
        return self._hasher
