"""Where an application stands here, as far as its city was told: for anybody with its code, more for whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from services.eligibility.handlers.lookup import get_selection, told_state
from services.eligibility.handlers.showing import show_offer
from shared.contracts import eligibility
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.people import Role
from shared.security.permissions import STAFF

if TYPE_CHECKING:
    from datetime import datetime

    from services.eligibility.domain.selection import SelectionRecord
    from services.eligibility.repository import Repository
    from shared.contracts.people import Caller


def get_selection_status(
    request: eligibility.GetSelectionStatus, repository: Repository, caller: Caller, now: datetime
) -> eligibility.SelectionStatus:
    selection = get_selection(repository, request.code)
    offer = show_offer(repository, selection, repository.find_call(selection.call), now)
    reply_by = offer.reply_by if offer and selection.state is State.OFFERED else None
    told = told_state(selection, repository)
    status = eligibility.SelectionStatus(state=told, reply_by=reply_by, left=selection.left_cohort)
    if not is_theirs(caller, selection, repository):
        return status
    decisions = repository.list_decisions(selection.application_id)
    sent = next((one for one in reversed(decisions) if one["state"] == "sent"), None)
    asked = sent if status.state is State.MORE_INFO else None
    detail = {"answer_by": asked and asked["due_on"], "feedback": sent and sent["feedback"]}
    return status.model_copy(update=detail | {"overdue": offer and offer.overdue})


def is_theirs(caller: Caller, selection: SelectionRecord, repository: Repository) -> bool:
    if caller.has(Role.ANONYMOUS, Role.SERVICE):
        return False
    return caller.has(*STAFF) or UUID(caller.id) in repository.list_people(selection.application_id)
