"""Reviews as reviewers give them: the declaration, the texts, the scores; and who sees what of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.eligibility.domain import reviews
from services.eligibility.domain.scores import check_scores
from services.eligibility.handlers.lookup import (
    event_keys,
    get_selection,
    knows_call,
    lock_selection,
    reviews_required,
)
from services.eligibility.handlers.owning import insist_on_no_part
from services.eligibility.handlers.showing import show_assessment, show_review
from shared.contracts import eligibility
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.filters import Filter, insist_on_known
from shared.contracts.paging import page_of
from shared.contracts.people import Caller, Role
from shared.contracts.requests import Page

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from services.eligibility.domain.reviews import ReviewRecord
    from services.eligibility.domain.selection import SelectionRecord
    from services.eligibility.repository import Repository
    from shared.contracts.handed_in import FilePart
    from shared.contracts.intake import ApplicationTexts
    from shared.messaging.outbox import Outbox
    from shared.messaging.owners import Owners
    from shared.program.model import Program


def declare_conflict(
    request: eligibility.DeclareConflict,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    caller: Caller,
    now: datetime,
) -> eligibility.Assessment:
    """Declared before: the same answer."""
    selection = lock_selection(repository, request.code)
    review = get_own_review(repository, selection, request.reviewer_id, caller)
    reviews.insist_on_reviewable(selection)
    if request.conflict == "none":
        insist_on_no_part(repository, selection, request.reviewer_id)
    declared = reviews.declare(review, request.conflict, selection.application_version)
    if declared.state != review.state:
        repository.update_review(selection, declared, caller.actor, now)
        repository.touch_selection(selection.application_id)
        keys = event_keys(selection, selection.state)
        outbox.record(
            eligibility.ReviewDeclared.model_validate(
                keys | {"reviewer_id": request.reviewer_id, "conflict": request.conflict}
            )
        )
    return show_to(caller, repository, selection, program)


def submit_review(
    request: eligibility.SubmitReview,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    caller: Caller,
    now: datetime,
) -> eligibility.Assessment:
    """Scores may be corrected until something is decided; a declared conflict stands."""
    scores = checked_scores(request, program)
    selection = lock_selection(repository, request.code)
    review = get_own_review(repository, selection, request.reviewer_id, caller)
    reviews.insist_on_reviewable(selection)
    if request.conflict == "declared":
        written = reviews.declare(review, "declared", selection.application_version)
    else:
        insist_on_no_part(repository, selection, request.reviewer_id)
        written = reviews.write(review, scores, request.comment, selection.application_version)
    repository.update_review(selection, written, caller.actor, now)
    repository.touch_selection(selection.application_id)
    outbox.record(
        eligibility.ReviewSubmitted.model_validate(
            event_keys(selection, selection.state)
            | {"reviewer_id": request.reviewer_id, "conflict": request.conflict, "scores": written.scores}
            | {"apart": show_assessment(repository, selection, program).apart}
        )
    )
    return show_to(caller, repository, selection, program)


def save_review(
    request: eligibility.SaveReview, repository: Repository, program: Program, caller: Caller
) -> eligibility.Review:
    """Nobody is told: what is kept half-way is its reviewer's alone."""
    scores = check_scores(request.scores, program.rubric, whole=False)
    selection = lock_selection(repository, request.code)
    review = get_own_review(repository, selection, request.reviewer_id, caller)
    reviews.insist_on_reviewable(selection)
    insist_on_no_part(repository, selection, request.reviewer_id)
    kept = reviews.keep(review, scores, request.comment)
    repository.update_review_kept(selection.application_id, kept)
    return show_review(kept, selection, program, own=True)


def checked_scores(request: eligibility.SubmitReview, program: Program) -> dict[str, int]:
    """The form of a review. With a declared conflict there are none."""
    if request.conflict == "none":
        return check_scores(request.scores, program.rubric)
    if request.scores:
        raise Refusal("invalid", Detail("scores", "not_allowed"))
    return {}


# -- reading -----------------------------------------------------------------------------------------------------------


def get_review_texts(
    request: eligibility.GetReviewTexts,
    repository: Repository,
    program: Program,
    caller: Caller,
    fetch: Callable[..., ApplicationTexts],
) -> eligibility.ReviewTexts:
    """`fetch` asks intake, which keeps the texts. Refused before the declaration, and for good after a conflict."""
    selection, review = get_cleared(request.code, request.reviewer_id, repository, caller)
    shown = show_review(review, selection, program, own=True)
    return eligibility.ReviewTexts(
        code=selection.code,
        call=selection.call,
        city=selection.city,
        admin_area=selection.admin_area,
        country=selection.country,
        residents=selection.residents,
        texts=fetch(selection.application_id),
        before=fetch(selection.application_id, review.application_version) if shown.stale else None,
        rubric=show_rubric(program, reviews_required(repository, selection.call, program)),
        review=shown,
    )


def get_review_file_part(
    request: eligibility.GetReviewFilePart,
    repository: Repository,
    caller: Caller,
    fetch: Callable[..., ApplicationTexts],
    fetch_part: Callable[[str, str, int], FilePart],
) -> FilePart:
    """A file that the texts name as evidence, under the same rule as they; no other file of the application."""
    selection, _ = get_cleared(request.code, request.reviewer_id, repository, caller)
    if not any(entry.file == request.sha256 for entry in fetch(selection.application_id).evidence):
        raise not_found("file", request.sha256)
    return fetch_part(selection.code, request.sha256, request.number)


def get_cleared(
    code: str, reviewer_id: UUID, repository: Repository, caller: Caller
) -> tuple[SelectionRecord, ReviewRecord]:
    """The application, and the review of a reviewer who may read it."""
    selection = get_selection(repository, code)
    review = get_own_review(repository, selection, reviewer_id, caller)
    reviews.insist_on_declaration(review)
    insist_on_no_part(repository, selection, reviewer_id)
    return selection, review


def get_rubric(program: Program) -> eligibility.RubricShown:
    return show_rubric(program, program.call.reviews_required)


def show_rubric(program: Program, required: int) -> eligibility.RubricShown:
    """`required`: by the call that it is shown for."""
    return eligibility.RubricShown(
        criteria=tuple(
            eligibility.RubricCriterionShown.model_validate(criterion.model_dump())
            for criterion in program.rubric.criteria
        ),
        reviews_required=required,
        flag_distance=float(program.rubric.flag_distance),
    )


def get_review_summary(
    request: eligibility.GetReviewSummary, repository: Repository, program: Program
) -> eligibility.Assessment:
    return show_assessment(repository, get_selection(repository, request.code), program)


def get_review_history(request: eligibility.GetReviewHistory, repository: Repository) -> eligibility.ReviewHistory:
    selection = get_selection(repository, request.code)
    rows = repository.list_review_entries(selection.application_id)
    return eligibility.ReviewHistory(
        code=selection.code, entries=tuple(eligibility.ReviewEntry.model_validate(row) for row in rows)
    )


def list_reviews(
    request: eligibility.ListReviews, repository: Repository, owners: Owners
) -> Page[eligibility.ListedReview]:
    """Of a reviewer's only their own are there."""
    insist_on_known(
        Filter("call", request.call, "no_such_call", knows_call(repository), owners.know_call),
        Filter("reviewer_id", request.reviewer_id, "no_such_reviewer", knows_reviewer(repository)),
    )
    rows = repository.list_listed_reviews(request, request.limit + 1)
    shown, following = page_of(rows, request.limit, lambda row: (row["code"], row["reviewer_id"]))
    items = tuple(eligibility.ListedReview.model_validate(row) for row in shown)
    total = repository.count_listed_reviews(request)
    return Page[eligibility.ListedReview](items=items, next=following, total=total)


def knows_reviewer(repository: Repository) -> Callable[[UUID], bool]:
    return lambda person_id: repository.find_reviewer_languages(person_id) is not None


def show_to(
    caller: Caller, repository: Repository, selection: SelectionRecord, program: Program
) -> eligibility.Assessment:
    """Reviewers judge on their own: what others gave is not shown to them."""
    own = caller.id if is_only_reviewer(caller) else None
    return show_assessment(repository, selection, program, only=own)


def get_own_review(
    repository: Repository, selection: SelectionRecord, reviewer_id: UUID, caller: Caller
) -> ReviewRecord:
    """A reviewer has only their own; staff may record one for a reviewer."""
    if is_only_reviewer(caller) and caller.id != str(reviewer_id):
        raise no_review(selection)
    return get_review(repository, selection, reviewer_id)


def get_review(repository: Repository, selection: SelectionRecord, reviewer_id: UUID) -> ReviewRecord:
    found = repository.list_reviews(selection.application_id)
    review = next((review for review in found if review.reviewer_id == reviewer_id), None)
    if review is None:
        raise no_review(selection)
    return review


def no_review(selection: SelectionRecord) -> Refusal:
    return Refusal("not_found", reason="review", application=selection.code)


def is_only_reviewer(caller: Caller) -> bool:
    return not caller.has(Role.STAFF, Role.PROGRAM_LEAD, Role.ADMINISTRATOR)
