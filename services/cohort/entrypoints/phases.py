"""Moving on, pausing, leaving."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import advancing
from services.cohort.program_in_force import ProgramInForce
from shared.contracts import cohort as contract
from shared.contracts.people import Caller
from shared.contracts.requests import Outcomes
from shared.messaging.outbox import Outbox
from shared.messaging.parts import Parts
from shared.messaging.rpc import command
from shared.storage.database import Transaction


class Phases(Entrypoints):
    in_force = ProgramInForce()

    @command(contract.AdvancePhase)
    def advance_phase(self, request: contract.AdvancePhase, tx: Transaction, caller: Caller) -> contract.PhaseChange:
        return advancing.advance_phase(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.AdvanceCohort)
    def advance_cohort(
        self, request: contract.AdvanceCohort, parts: Parts, caller: Caller
    ) -> Outcomes[contract.PhaseChange]:
        def advance(change: contract.AdvancePhase, tx: Transaction) -> contract.PhaseChange:
            repository = self.repository(tx, caller)
            return advancing.advance_member(request.cohort, change, repository, Outbox(tx), caller, self.clock.now())

        with parts.read() as tx:
            changes = advancing.list_changes(request, self.repository(tx, caller))
        return parts.each(changes, advance)

    @command(contract.StepBack)
    def step_back(self, request: contract.StepBack, tx: Transaction, caller: Caller) -> contract.PhaseChange:
        return advancing.step_back(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.ChangeStatus)
    def change_status(self, request: contract.ChangeStatus, tx: Transaction, caller: Caller) -> contract.Participation:
        return advancing.change_status(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())
