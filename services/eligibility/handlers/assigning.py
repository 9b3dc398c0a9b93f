"""Who is asked for a review: by hand, or balanced over a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.eligibility.domain import reviews
from services.eligibility.domain.assignment import balance
from services.eligibility.handlers.ending import unassigned
from services.eligibility.handlers.judging import insist_on_call
from services.eligibility.handlers.lookup import event_keys, get_selection, lock_selection, move, reviews_required
from services.eligibility.handlers.owning import insist_on_no_part
from services.eligibility.handlers.reviewing import get_review
from services.eligibility.handlers.showing import show_assessment
from shared.contracts import eligibility, identity
from shared.contracts.errors import not_found
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.people import Role

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from services.eligibility.domain.reviews import ReviewRecord
    from services.eligibility.domain.selection import SelectionRecord
    from services.eligibility.repository import Repository
    from shared.messaging.outbox import Outbox
    from shared.messaging.owners import Owners
    from shared.program.model import Program


def record_reviewer(event: identity.StandingEvent, repository: Repository) -> None:
    """Whoever reviews no more keeps what they wrote, and is asked for nothing new."""
    if Role.REVIEWER in event.roles:
        repository.upsert_reviewer(event.person_id, list(event.languages))
    else:
        repository.update_reviewer_gone(event.person_id)


def assign_review(
    request: eligibility.AssignReview, repository: Repository, outbox: Outbox, program: Program, now: datetime
) -> eligibility.Assessment:
    """Assigned before: the same answer."""
    selection = lock_selection(repository, request.code)
    languages = repository.find_reviewer_languages(request.reviewer_id)
    if languages is None or not repository.is_reviewing(request.reviewer_id):
        raise not_found("reviewer", request.reviewer_id)
    reviews.insist_on_reviewable(selection)
    insist_on_no_part(repository, selection, request.reviewer_id)
    assign(selection, request.reviewer_id, languages, repository, outbox, program, now)
    return show_assessment(repository, selection, program)


def assign(
    selection: SelectionRecord,
    reviewer_id: UUID,
    languages: Sequence[str],
    repository: Repository,
    outbox: Outbox,
    program: Program,
    now: datetime,
) -> None:
    """The first assignment starts the review of the application."""
    due_on = reviews.due_on(now, program.call)
    if not repository.insert_review(selection, reviewer_id, due_on, now):
        return
    if selection.state is State.CHECKED:
        move(repository, selection, State.IN_REVIEW)
    else:
        repository.touch_selection(selection.application_id)
    told = {"reviewer_id": reviewer_id, "language": languages[0] if languages else None, "due_on": due_on}
    outbox.record(eligibility.ReviewAssigned.model_validate(event_keys(selection, State.IN_REVIEW) | told))


def list_candidates(request: eligibility.ListCandidates, repository: Repository) -> eligibility.Candidates:
    selection = get_selection(repository, request.code)
    rows = repository.list_candidates(selection.application_id)
    items = tuple(eligibility.Candidate.model_validate(row) for row in rows)
    return eligibility.Candidates.model_validate(
        {"code": selection.code, "language": selection.language, "items": items}
    )


def unassign_review(
    request: eligibility.UnassignReview, repository: Repository, outbox: Outbox, program: Program
) -> eligibility.Assessment:
    selection = lock_selection(repository, request.code)
    review = get_review(repository, selection, request.reviewer_id)
    reviews.insist_on_reviewable(selection)
    reviews.step(review, None)
    release(selection, review, repository, outbox)
    return show_assessment(repository, selection, program)


def unassign_reviewer(
    request: eligibility.UnassignReviewer, repository: Repository, outbox: Outbox
) -> eligibility.ReleasedReviews:
    """Nothing left to take back: the same answer, without codes. By code, as everything that locks many cities."""
    if repository.find_reviewer_languages(request.reviewer_id) is None:
        raise not_found("reviewer", request.reviewer_id)
    codes = repository.list_unwritten_codes(request.reviewer_id, request.call)
    return eligibility.ReleasedReviews(
        reviewer_id=request.reviewer_id,
        codes=tuple(code for code in codes if take_back(code, request.reviewer_id, repository, outbox)),
    )


def take_back(code: str, reviewer_id: UUID, repository: Repository, outbox: Outbox) -> bool:
    """Whether the review was still unwritten, now that nobody else changes it."""
    selection = lock_selection(repository, code)
    review = get_review(repository, selection, reviewer_id)
    if review.state not in reviews.UNWRITTEN:
        return False
    release(selection, review, repository, outbox)
    return True


def release(selection: SelectionRecord, review: ReviewRecord, repository: Repository, outbox: Outbox) -> None:
    repository.delete_review(selection.application_id, review.reviewer_id)
    repository.touch_selection(selection.application_id)
    outbox.record(unassigned(selection, selection.state, review.reviewer_id, "taken_back", repository))


def assign_balanced(
    request: eligibility.AssignBalanced,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    now: datetime,
    owners: Owners,
) -> eligibility.BalancedPart:
    """One part of the call. Who is in it is locked, so that a decision at the same moment comes before or after."""
    insist_on_call(repository, request.call, owners)
    repository.lock_assignment(request.call)
    required = reviews_required(repository, request.call, program)
    needs = repository.list_review_needs(request.call, required, request.after or "", request.limit, request.codes)
    readers = repository.list_readers(request.call)
    languages = {reader.person_id: reader.languages for reader in readers}
    result = balance(needs, readers, request.highest_load)
    for need, reviewer_id in () if request.dry_run else result.assigned:
        selection = lock_selection(repository, need.code)
        assign(selection, reviewer_id, languages[reviewer_id], repository, outbox, program, now)
    return eligibility.BalancedPart(
        assigned=tuple(
            eligibility.AssignedReview(code=need.code, reviewer_id=person) for need, person in result.assigned
        ),
        short=tuple(
            eligibility.ShortReview.model_validate(
                {"code": need.code, "language": need.language, "missing": missing}
            )
            for need, missing in result.short
        ),
        next=needs[-1].code if len(needs) == request.limit else None,
    )  # fmt: skip
