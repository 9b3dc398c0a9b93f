"""What the parts of the repository share: the named queries, and the transaction they run in."""

from __future__ import annotations

from services.eligibility.domain.audience import EVERYTHING, Audience
from shared.storage.database import Row, Transaction
from shared.storage.queries import Queries

queries = Queries("services.eligibility")


class Rows:
    """`audience`: whose selections are there for whoever asks; no other is."""

    def __init__(self, tx: Transaction, audience: Audience = EVERYTHING) -> None:
        self._tx, self._audience = tx, audience

    def _theirs(self, **params: object) -> Row:
        """The parameters of a statement that finds only what the audience may see."""
        return vars(self._audience) | params
