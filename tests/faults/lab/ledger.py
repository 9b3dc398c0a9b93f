"""What the driver asked for and what it was promised: the history against which everything is compared."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Promise:
    """A 201, or the reply of an RPC: the application is in, under this id and code."""

    id: UUID
    code: str


class Ledger:
    """One fault's. `key` names a submission: its city, its idempotency key, its command."""

    def __init__(self) -> None:
        self.attempted: list[str] = []
        self.promised: dict[str, Promise] = {}
        self.refused: dict[str, str] = {}  # key -> code; a refusal that only asks to try again is none
        self.contradicted: list[str] = []  # keys that were answered twice, and not alike
        self.repeats = 0
        self.slowest_s = 0.0
        self._lock = threading.Lock()

    def attempt(self, key: str) -> None:
        with self._lock:
            self.attempted.append(key)

    def promise(self, key: str, promise: Promise, seconds: float = 0.0) -> None:
        with self._lock:
            if self.promised.setdefault(key, promise) != promise:
                self.contradicted.append(key)
            self.slowest_s = max(self.slowest_s, seconds)

    def refuse(self, key: str, code: str) -> None:
        with self._lock:
            self.refused[key] = code

    def repeat(self) -> None:
        with self._lock:
            self.repeats += 1
