"""Targets and performance reviews."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import targets
from shared.contracts import cohort as contract
from shared.contracts.people import Caller
from shared.messaging.outbox import Outbox
from shared.messaging.periodic import periodic
from shared.messaging.rpc import command, query
from shared.storage.database import Transaction

HOUR_S = 3600


class Targets(Entrypoints):
    @query(contract.GetTargets)
    def get_targets(self, request: contract.GetTargets, tx: Transaction, caller: Caller) -> contract.Targets:
        return targets.get_targets(request, self.repository(tx, caller))

    @command(contract.SetTarget)
    def set_target(self, request: contract.SetTarget, tx: Transaction, caller: Caller) -> contract.Target:
        return targets.set_target(request, self.repository(tx, caller), Outbox(tx), self.clock.now())

    @command(contract.MeasureTarget)
    def measure_target(self, request: contract.MeasureTarget, tx: Transaction, caller: Caller) -> contract.Target:
        return targets.measure_target(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.TurnTarget)
    def turn_target(self, request: contract.TurnTarget, tx: Transaction, caller: Caller) -> contract.Target:
        return targets.turn_target(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.SetReviewRoutine)
    def set_review_routine(
        self, request: contract.SetReviewRoutine, tx: Transaction, caller: Caller
    ) -> contract.Targets:
        return targets.set_routine(request, self.repository(tx, caller), Outbox(tx))

    @command(contract.RecordReview)
    def record_review(self, request: contract.RecordReview, tx: Transaction, caller: Caller) -> contract.Targets:
        return targets.record_review(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @periodic(seconds=HOUR_S)
    def tell_of_due_measurements(self) -> None:
        """One transaction a city, so that one that fails holds up no other."""
        now = self.clock.now()
        with self.begin() as tx:
            codes = self.repository(tx).list_measurable()
        for code in codes:
            with self.begin() as tx:
                targets.tell_due(code, self.repository(tx), Outbox(tx), now)
