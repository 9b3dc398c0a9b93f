"""Moving on, pausing, leaving."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import advancing
from services.cohort.program_in_force import ProgramInForce
from shared.contracts import cohort as contract
from shared.contracts.people import Caller
from shared.messaging.outbox import Outbox
from shared.messaging.rpc import command
from shared.storage.database import Transaction


class Phases(Entrypoints):
    in_force = ProgramInForce()

    @command(contract.AdvancePhase)
    def advance_phase(self, request: contract.AdvancePhase, tx: Transaction, caller: Caller) -> contract.PhaseChange:
        return advancing.advance_phase(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.StepBack)
    def step_back(self, request: contract.StepBack, tx: Transaction, caller: Caller) -> contract.PhaseChange:
        return advancing.step_back(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.ChangeStatus)
    def change_status(self, request: contract.ChangeStatus, tx: Transaction, caller: Caller) -> contract.Participation:
        return advancing.change_status(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())
