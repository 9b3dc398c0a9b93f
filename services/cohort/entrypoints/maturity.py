"""Data maturity."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import maturity
from shared.contracts import cohort as contract
from shared.contracts.people import Caller
from shared.messaging.outbox import Outbox
from shared.messaging.rpc import command, query
from shared.storage.database import Transaction


class Maturity(Entrypoints):
    @command(contract.RecordMaturity)
    def record_maturity(self, request: contract.RecordMaturity, tx: Transaction, caller: Caller) -> contract.Maturity:
        return maturity.record_maturity(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @query(contract.GetMaturity)
    def get_maturity(self, request: contract.GetMaturity, tx: Transaction, caller: Caller) -> contract.Maturity:
        return maturity.get_maturity(request, self.repository(tx, caller))
