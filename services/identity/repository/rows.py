"""What every part of the repository is made of: the transaction, and the named statements of queries/."""

from __future__ import annotations

from shared.storage.database import Transaction
from shared.storage.queries import Queries

queries = Queries("services.identity")


class Rows:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
