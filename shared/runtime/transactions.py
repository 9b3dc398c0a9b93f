"""Gives periodic work its transactions: unlike requests and events it has none of the kernel's."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from shared.runtime.extensions import Provider
from shared.storage.database import TRANSACTION_LIMIT_S, Transaction


class Begin(Protocol):
    def __call__(
        self, *, seconds: float = TRANSACTION_LIMIT_S, gathers_rows: bool = False
    ) -> AbstractContextManager[Transaction]: ...


class Transactions(Provider):
    """`begin = Transactions()` in a service class: `with self.begin() as tx: …` commits at its end."""

    def get_dependency(self, _worker_ctx: object) -> Begin:
        begin: Begin = self.container.database.transaction
        return begin
