"""Targets and performance reviews."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import targets
from shared.contracts import cohort as contract
from shared.messaging.entrypoints import answers

HOUR_S = 3600


class Targets(Entrypoints):
    get_targets = answers(contract.GetTargets, targets.get_targets)
    set_target = answers(contract.SetTarget, targets.set_target)
    measure_target = answers(contract.MeasureTarget, targets.measure_target)
    turn_target = answers(contract.TurnTarget, targets.turn_target)
    set_review_routine = answers(contract.SetReviewRoutine, targets.set_routine)
    record_review = answers(contract.RecordReview, targets.record_review)
