"""The dry run of sending decisions: what each city would be told, and whom it would reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.eligibility.domain.selection import SENT_STATES, SelectionRecord
from services.eligibility.handlers.deciding import get_pending, is_sent
from services.eligibility.handlers.lookup import get_call, get_selection
from shared.contracts import eligibility
from shared.contracts.errors import Refusal
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.requests import Problem

if TYPE_CHECKING:
    from datetime import datetime

    from services.eligibility.repository import Repository


def preview_decisions(
    request: eligibility.PreviewDecisions, repository: Repository, now: datetime
) -> eligibility.DecisionPreviews:
    return eligibility.DecisionPreviews(items=tuple(preview(code, repository, now) for code in request.codes))


def preview(code: str, repository: Repository, now: datetime) -> eligibility.DecisionPreview:
    """As sending would judge it, without the locks."""
    try:
        return foresee(get_selection(repository, code), repository, now)
    except Refusal as refusal:
        return eligibility.DecisionPreview(code=code, error=Problem.model_validate(refusal.as_dict()))


def foresee(selection: SelectionRecord, repository: Repository, now: datetime) -> eligibility.DecisionPreview:
    decision = repository.find_decision(selection.application_id)
    sent = decision is not None and is_sent(decision, selection)
    if decision is None or not sent:
        decision = get_pending(repository, selection)
    call = get_call(repository, selection)
    offered = SENT_STATES[decision.outcome] is State.OFFERED
    return eligibility.DecisionPreview.model_validate(
        {
            "code": selection.code,
            "city": selection.city,
            "country": selection.country,
            "outcome": decision.outcome,
            "sent": sent,
            "stale": decision.is_stale(selection),
            "reviews": decision.reviews,
            "has_feedback": decision.feedback is not None,
            "from_waitlist": offered and repository.find_rank(selection.application_id) is not None,
            "reply_by": call.reply_by(now) if offered else decision.due_on,
            "recipients": selection.recipients,
        }
    )
