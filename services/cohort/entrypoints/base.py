"""What the entrypoints of each noun start from."""

from __future__ import annotations

from services.cohort.repository import Repository
from shared.runtime.service import ServiceBase
from shared.runtime.transactions import Transactions
from shared.storage.database import Transaction


class Entrypoints(ServiceBase):
    begin = Transactions()  # of periodic work

    def repository(self, tx: Transaction) -> Repository:
        return Repository(tx, self.program)
