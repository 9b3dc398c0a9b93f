"""The city visit."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import visiting
from shared.contracts import cohort as contract
from shared.contracts.people import Caller
from shared.messaging.outbox import Outbox
from shared.messaging.rpc import command
from shared.storage.database import Transaction


class Visits(Entrypoints):
    @command(contract.ScheduleVisit)
    def schedule_visit(self, request: contract.ScheduleVisit, tx: Transaction, caller: Caller) -> contract.Visit:
        return visiting.schedule_visit(request, self.repository(tx), Outbox(tx), caller)

    @command(contract.HoldVisit)
    def hold_visit(self, request: contract.HoldVisit, tx: Transaction, _caller: Caller) -> contract.Visit:
        return visiting.hold_visit(request, self.repository(tx), Outbox(tx), self.clock.now())

    @command(contract.WriteUpVisit)
    def write_up_visit(self, request: contract.WriteUpVisit, tx: Transaction, _caller: Caller) -> contract.Visit:
        return visiting.write_up_visit(request, self.repository(tx), Outbox(tx), self.clock.now())
