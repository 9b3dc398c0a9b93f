"""Reviews: assignment, scores, recusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.eligibility.domain.scores import check_scores
from services.eligibility.domain.selection import REVIEWABLE, ReviewRecord, SelectionRecord
from services.eligibility.handlers.lookup import event_keys, get_selection, lock_selection, move, show_assessment
from shared.contracts import eligibility, identity
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.people import Caller, Role

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from services.eligibility.repository import Repository
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program


def record_reviewer(event: identity.PersonAdded, repository: Repository) -> None:
    if Role.REVIEWER in event.roles:
        repository.upsert_reviewer(event.person_id, list(event.languages))


def assign_review(
    request: eligibility.AssignReview, repository: Repository, outbox: Outbox, program: Program, now: datetime
) -> eligibility.Assessment:
    """Assigned before: the same answer."""
    selection = lock_selection(repository, request.code)
    if not repository.is_reviewer(request.reviewer_id):
        raise not_found("reviewer with the id", request.reviewer_id)
    insist_on_reviewable(selection)
    if repository.insert_review(selection, request.reviewer_id, now):
        if selection.state is State.CHECKED:
            move(repository, selection, State.IN_REVIEW)
        else:
            repository.touch_selection(selection.application_id)
        keys = event_keys(selection, State.IN_REVIEW)
        outbox.record(eligibility.ReviewAssigned.model_validate(keys | {"reviewer_id": request.reviewer_id}))
    return show_assessment(repository, selection, program)


def submit_review(
    request: eligibility.SubmitReview,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    caller: Caller,
    now: datetime,
) -> eligibility.Assessment:
    """Scores may be corrected until something is decided; a declared conflict stands."""
    selection = lock_selection(repository, request.code)
    insist_on_own_review(caller, request.reviewer_id)
    review = get_review(repository, selection, request.reviewer_id)
    insist_on_reviewable(selection)
    review = reviewed(request, selection, review, program)
    repository.update_review(selection, review, request.comment, now)
    repository.touch_selection(selection.application_id)
    outbox.record(
        eligibility.ReviewSubmitted.model_validate(
            event_keys(selection, selection.state)
            | {"reviewer_id": request.reviewer_id, "conflict": request.conflict, "scores": review.scores}
        )
    )
    return show_assessment(repository, selection, program)


def reviewed(
    request: eligibility.SubmitReview, selection: SelectionRecord, review: ReviewRecord, program: Program
) -> ReviewRecord:
    """The review as it stands after the request. A conflict of interest recuses, and scores with it are refused."""
    if request.conflict == "declared":
        if request.scores:
            detail = Detail("scores", "not_allowed", "must be empty with a declared conflict")
            raise Refusal("invalid", "A reviewer with a conflict of interest gives no scores.", (detail,))
        return ReviewRecord(request.reviewer_id, "recused", {}, selection.application_version)
    if review.state == "recused":
        raise Refusal("conflict_of_interest", "The reviewer declared a conflict of interest and takes no part.")
    scores = check_scores(request.scores, program.rubric)
    return ReviewRecord(request.reviewer_id, "submitted", scores, selection.application_version)


def get_review_summary(
    request: eligibility.GetReviewSummary, repository: Repository, program: Program
) -> eligibility.Assessment:
    return show_assessment(repository, get_selection(repository, request.code), program)


def get_review(repository: Repository, selection: SelectionRecord, reviewer_id: UUID) -> ReviewRecord:
    reviews = repository.list_reviews(selection.application_id)
    review = next((review for review in reviews if review.reviewer_id == reviewer_id), None)
    if review is None:
        raise not_found(f"review of {selection.code} by the reviewer", reviewer_id)
    return review


def insist_on_reviewable(selection: SelectionRecord) -> None:
    if selection.state not in REVIEWABLE:
        raise Refusal("illegal_transition", f"An application that is {selection.state.value} takes no reviews.")


def insist_on_own_review(caller: Caller, reviewer_id: UUID) -> None:
    """A reviewer writes only their own; staff may record one for a reviewer."""
    only_reviewer = not caller.has(Role.STAFF, Role.PROGRAM_LEAD, Role.ADMINISTRATOR)
    if only_reviewer and caller.id != str(reviewer_id):
        raise not_found("review by the reviewer", reviewer_id)
