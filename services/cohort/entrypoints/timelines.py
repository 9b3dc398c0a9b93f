"""Dates, planned and actual, and the program file that a cohort runs by."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import adopting, moving, timelines
from shared.contracts import cohort as contract
from shared.contracts.people import Caller
from shared.messaging.outbox import Outbox
from shared.messaging.rpc import command, query
from shared.storage.database import Transaction


class Timelines(Entrypoints):
    @query(contract.GetTimeline)
    def get_timeline(self, request: contract.GetTimeline, tx: Transaction, caller: Caller) -> contract.Timeline:
        return timelines.show_timeline(self.repository(tx, caller), request.code, self.clock.now())

    @query(contract.GetCohortTimeline)
    def get_cohort_timeline(
        self, request: contract.GetCohortTimeline, tx: Transaction, caller: Caller
    ) -> contract.CohortTimeline:
        return timelines.show_cohort_timeline(self.repository(tx, caller), request.cohort)

    @command(contract.MoveCohortStart)
    def move_cohort_start(
        self, request: contract.MoveCohortStart, tx: Transaction, caller: Caller
    ) -> contract.TimelineChange:
        return moving.move_start(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.MovePhase)
    def move_phase(self, request: contract.MovePhase, tx: Transaction, caller: Caller) -> contract.TimelineChange:
        return moving.move_phase(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @query(contract.CompareProgram)
    def compare_program(
        self, request: contract.CompareProgram, tx: Transaction, caller: Caller
    ) -> contract.ProgramComparison:
        return adopting.compare_program(request, self.repository(tx, caller), self.program)

    @command(contract.AdoptProgram)
    def adopt_program(
        self, request: contract.AdoptProgram, tx: Transaction, caller: Caller
    ) -> contract.ProgramComparison:
        return adopting.adopt_program(
            request, self.repository(tx, caller), Outbox(tx), self.program, caller, self.clock.now()
        )
