"""The city visit."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import visiting
from shared.contracts import cohort as contract
from shared.messaging.entrypoints import answers


class Visits(Entrypoints):
    get_visit = answers(contract.GetVisit, visiting.get_visit)
    propose_visit = answers(contract.ProposeVisit, visiting.propose_visit)
    answer_visit = answers(contract.AnswerVisit, visiting.answer_visit)
    schedule_visit = answers(contract.ScheduleVisit, visiting.schedule_visit)
    cancel_visit = answers(contract.CancelVisit, visiting.cancel_visit)
    hold_visit = answers(contract.HoldVisit, visiting.hold_visit)
    write_up_visit = answers(contract.WriteUpVisit, visiting.write_up_visit)
