"""Follow-up."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import follow_ups
from shared.contracts import cohort as contract
from shared.contracts.people import Caller
from shared.messaging.outbox import Outbox
from shared.messaging.rpc import command, query
from shared.storage.database import Transaction


class FollowUps(Entrypoints):
    @command(contract.RecordFollowUp)
    def record_follow_up(self, request: contract.RecordFollowUp, tx: Transaction, caller: Caller) -> contract.FollowUp:
        return follow_ups.record_follow_up(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.WaiveFollowUp)
    def waive_follow_up(self, request: contract.WaiveFollowUp, tx: Transaction, caller: Caller) -> contract.FollowUp:
        return follow_ups.waive_follow_up(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @query(contract.ListFollowUps)
    def list_follow_ups(self, request: contract.ListFollowUps, tx: Transaction, caller: Caller) -> contract.FollowUps:
        return follow_ups.list_follow_ups(request, self.repository(tx, caller), self.clock.now())
