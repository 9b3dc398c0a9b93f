"""Targets and performance reviews."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints, repository_for
from services.cohort.handlers import targets
from shared.contracts import cohort as contract
from shared.messaging.entrypoints import answers
from shared.messaging.outbox import Outbox
from shared.messaging.periodic import periodic

HOUR_S = 3600


class Targets(Entrypoints):
    get_targets = answers(contract.GetTargets, targets.get_targets)
    set_target = answers(contract.SetTarget, targets.set_target)
    measure_target = answers(contract.MeasureTarget, targets.measure_target)
    turn_target = answers(contract.TurnTarget, targets.turn_target)
    set_review_routine = answers(contract.SetReviewRoutine, targets.set_routine)
    record_review = answers(contract.RecordReview, targets.record_review)

    @periodic(seconds=HOUR_S)
    def tell_of_due_measurements(self) -> None:
        """One transaction a city, so that one that fails holds up no other."""
        now = self.clock.now()
        with self.begin() as tx:
            codes = repository_for(tx, self.program).list_measurable()
        for code in codes:
            with self.begin() as tx:
                targets.tell_due(code, repository_for(tx, self.program), Outbox(tx), now)
