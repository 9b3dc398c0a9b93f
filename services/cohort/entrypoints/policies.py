"""Policies, processes, uses of AI."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import codifying
from shared.contracts import cohort as contract
from shared.contracts.people import Caller
from shared.messaging.outbox import Outbox
from shared.messaging.rpc import command, query
from shared.storage.database import Transaction


class Policies(Entrypoints):
    @query(contract.GetCodified)
    def get_codified(self, request: contract.GetCodified, tx: Transaction, caller: Caller) -> contract.Codified:
        return codifying.get_codified(request, self.repository(tx, caller))

    @command(contract.SavePolicy)
    def save_policy(self, request: contract.SavePolicy, tx: Transaction, caller: Caller) -> contract.Codified:
        return codifying.save(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.SaveProcess)
    def save_process(self, request: contract.SaveProcess, tx: Transaction, caller: Caller) -> contract.Codified:
        return codifying.save(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.SaveAiUse)
    def save_ai_use(self, request: contract.SaveAiUse, tx: Transaction, caller: Caller) -> contract.Codified:
        return codifying.save(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())
