"""Whose an application is, and who therefore takes no part in judging it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.eligibility.domain import reviews
from services.eligibility.domain.selection import REVIEWABLE
from services.eligibility.handlers.lookup import event_keys
from shared.contracts import eligibility
from shared.contracts.errors import Refusal

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from services.eligibility.domain.selection import SelectionRecord
    from services.eligibility.repository import Repository
    from shared.contracts import intake
    from shared.messaging.outbox import Outbox

INTAKE = "service:intake"  # which says whose it is


def follow_people(
    event: intake.ApplicationPeopleChanged, repository: Repository, outbox: Outbox, now: datetime
) -> None:
    """Nobody reviews what is theirs: as long as reviews count, theirs is taken as a declared conflict."""
    repository.replace_people(event.application_id, event.person_ids)
    selection = repository.lock_selection_of(event.application_id)
    if selection is None or selection.state not in REVIEWABLE:
        return
    for review in repository.list_reviews(selection.application_id):
        if review.reviewer_id in event.person_ids and review.state in ("assigned", "cleared", "submitted"):
            declared = reviews.declare(review, "declared", selection.application_version)
            repository.update_review(selection, declared, INTAKE, now)
            repository.touch_selection(selection.application_id)
            told = {"reviewer_id": review.reviewer_id, "conflict": "declared"}
            keys = event_keys(selection, selection.state)
            outbox.record(eligibility.ReviewDeclared.model_validate(keys | told))


def insist_on_no_part(repository: Repository, selection: SelectionRecord, reviewer_id: UUID) -> None:
    if reviewer_id in repository.list_people(selection.application_id):
        raise Refusal("conflict_of_interest", reason="own_application")
