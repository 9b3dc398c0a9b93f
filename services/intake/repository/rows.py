"""What every part of the repository has: its transaction and the statements."""

from __future__ import annotations

from shared.storage.database import Transaction
from shared.storage.queries import Queries

queries = Queries("services.intake")


class Rows:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
