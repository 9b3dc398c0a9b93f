"""Moving on, pausing, leaving: one city, or those of a cohort at once."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints, repository_for
from services.cohort.handlers import advancing, departing
from services.cohort.program_in_force import ProgramInForce
from shared.contracts import cohort as contract
from shared.contracts.people import Caller
from shared.contracts.requests import Outcomes
from shared.messaging.entrypoints import answers, every
from shared.messaging.outbox import Outbox
from shared.messaging.parts import Parts
from shared.messaging.rpc import command
from shared.storage.database import Transaction

HOUR_S = 3600


class Phases(Entrypoints):
    in_force = ProgramInForce()

    advance_phase = answers(contract.AdvancePhase, advancing.advance_phase)

    @command(contract.AdvanceCohort)
    def advance_cohort(
        self, request: contract.AdvanceCohort, parts: Parts, caller: Caller
    ) -> Outcomes[contract.PhaseChange]:
        def advance(change: contract.AdvancePhase, tx: Transaction) -> contract.PhaseChange:
            repository = repository_for(tx, self.program, caller, request)
            return advancing.advance_member(request.cohort, change, repository, Outbox(tx), caller, self.clock.now())

        with parts.read() as tx:
            changes = advancing.list_changes(request, repository_for(tx, self.program, caller, request))
        return parts.each(changes, advance)

    step_back = answers(contract.StepBack, advancing.step_back)
    change_status = answers(contract.ChangeStatus, advancing.change_status)
    end_left_over = every(HOUR_S, departing.end_left_over, of=departing.list_left)
