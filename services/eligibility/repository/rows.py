"""What the parts of the repository share: the named queries, and the transaction they run in."""

from __future__ import annotations

from shared.storage.database import Transaction
from shared.storage.queries import Queries

queries = Queries("services.eligibility")


class Rows:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
