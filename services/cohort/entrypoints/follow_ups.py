"""Follow-up."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import follow_ups
from shared.contracts import cohort as contract
from shared.messaging.entrypoints import answers


class FollowUps(Entrypoints):
    record_follow_up = answers(contract.RecordFollowUp, follow_ups.record_follow_up)
    waive_follow_up = answers(contract.WaiveFollowUp, follow_ups.waive_follow_up)
    list_follow_ups = answers(contract.ListFollowUps, follow_ups.list_follow_ups)
