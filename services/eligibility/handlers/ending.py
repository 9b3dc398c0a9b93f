"""What hangs on an application that ends: reviews that nobody wrote, interviews that are still to come.

A review that was released comes back when the application does, asked for anew; staff schedule an interview anew.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from services.eligibility.domain.reviews import UNWRITTEN, due_on
from services.eligibility.handlers.lookup import event_keys
from shared.contracts import eligibility

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from services.eligibility.domain.selection import SelectionRecord
    from services.eligibility.repository import Repository
    from shared.contracts.eligibility.review import ReviewEnd
    from shared.contracts.lifecycle import ApplicationState
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program


def release_reviews(
    selection: SelectionRecord, state: ApplicationState, because: ReviewEnd, by: str, repository: Repository,
    outbox: Outbox, now: datetime,
) -> None:  # fmt: skip
    """`state`: the application's from now on."""
    for review in repository.list_reviews(selection.application_id):
        if review.state in UNWRITTEN:
            repository.update_review(selection, replace(review, state="released"), by, now)
            repository.touch_selection(selection.application_id)
            outbox.record(unassigned(selection, state, review.reviewer_id, because, repository))


def unassigned(
    selection: SelectionRecord, state: ApplicationState, reviewer_id: UUID, because: ReviewEnd, repository: Repository
) -> eligibility.ReviewUnassigned:
    told = {"reviewer_id": reviewer_id, "language": language_of(repository, reviewer_id), "because": because}
    return eligibility.ReviewUnassigned.model_validate(event_keys(selection, state) | told)


def ask_again(
    selection: SelectionRecord, state: ApplicationState, repository: Repository, outbox: Outbox, program: Program,
    now: datetime,
) -> None:  # fmt: skip
    """Of those that were released; with a new day, and a mail."""
    due = due_on(now, program.call)
    for review in repository.list_reviews(selection.application_id):
        if review.state == "released":
            repository.update_review_assigned(selection, review.reviewer_id, due, now)
            repository.touch_selection(selection.application_id)
            told = {"reviewer_id": review.reviewer_id, "due_on": due}
            told |= {"language": language_of(repository, review.reviewer_id)}
            outbox.record(eligibility.ReviewAssigned.model_validate(event_keys(selection, state) | told))


def cancel_interviews(
    selection: SelectionRecord, state: ApplicationState, by: str, repository: Repository, outbox: Outbox, now: datetime
) -> None:
    """Nobody weighs the city any more. Those on the panel are told; what was said before stays."""
    for interview in repository.list_interviews(selection.application_id):
        if interview.state == "scheduled":
            cancelled = interview.cancelled()
            repository.update_interview(cancelled, by, now)
            repository.touch_selection(selection.application_id)
            keys = event_keys(selection, state)
            outbox.record(eligibility.InterviewCancelled.model_validate(keys | cancelled.told()))


def language_of(repository: Repository, reviewer_id: object) -> str | None:
    languages = repository.find_reviewer_languages(reviewer_id)  # type: ignore[arg-type]
    return languages[0] if languages else None
