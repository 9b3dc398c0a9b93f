"""The city visit."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import visiting
from shared.contracts import cohort as contract
from shared.contracts.people import Caller
from shared.messaging.outbox import Outbox
from shared.messaging.rpc import command, query
from shared.storage.database import Transaction


class Visits(Entrypoints):
    @query(contract.GetVisit)
    def get_visit(self, request: contract.GetVisit, tx: Transaction, caller: Caller) -> contract.Visit:
        return visiting.get_visit(request, self.repository(tx, caller), self.clock.now())

    @command(contract.ProposeVisit)
    def propose_visit(self, request: contract.ProposeVisit, tx: Transaction, caller: Caller) -> contract.Visit:
        return visiting.propose_visit(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.ScheduleVisit)
    def schedule_visit(self, request: contract.ScheduleVisit, tx: Transaction, caller: Caller) -> contract.Visit:
        return visiting.schedule_visit(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.CancelVisit)
    def cancel_visit(self, request: contract.CancelVisit, tx: Transaction, caller: Caller) -> contract.Visit:
        return visiting.cancel_visit(request, self.repository(tx, caller), Outbox(tx), self.clock.now())

    @command(contract.HoldVisit)
    def hold_visit(self, request: contract.HoldVisit, tx: Transaction, caller: Caller) -> contract.Visit:
        return visiting.hold_visit(request, self.repository(tx, caller), Outbox(tx), self.clock.now())

    @command(contract.WriteUpVisit)
    def write_up_visit(self, request: contract.WriteUpVisit, tx: Transaction, caller: Caller) -> contract.Visit:
        return visiting.write_up_visit(request, self.repository(tx, caller), Outbox(tx), self.clock.now())
