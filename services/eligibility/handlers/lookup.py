"""What the use cases share: finding a selection, moving it, and showing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.eligibility.domain.scores import assess
from services.eligibility.domain.selection import DecisionRecord, SelectionRecord, insist_on_transition
from shared.contracts import eligibility
from shared.contracts.errors import Refusal, not_found
from shared.contracts.lifecycle import ApplicationState as State

if TYPE_CHECKING:
    from services.eligibility.domain.reviews import ReviewRecord
    from services.eligibility.domain.selection import CallRecord
    from services.eligibility.repository import Repository
    from shared.program.model import Program


def get_selection(repository: Repository, code: str) -> SelectionRecord:
    selection = repository.find_selection(code)
    if selection is None:
        raise not_found("checked application", code)
    return selection


def lock_selection(repository: Repository, code: str) -> SelectionRecord:
    """For a change: others wait until this transaction ends."""
    selection = repository.lock_selection(code)
    if selection is None:
        raise not_found("checked application", code)
    return selection


def lock_call(repository: Repository, selection: SelectionRecord) -> CallRecord:
    call = repository.lock_call(selection.call)
    if call is None:  # told by another event, which is still on its way
        raise Refusal("unavailable", f"The call {selection.call} is not known here yet; try again.")
    return call


def move(repository: Repository, selection: SelectionRecord, to_state: State) -> None:
    """One step of the table. Raises illegal_transition."""
    insist_on_transition(selection, to_state)
    repository.update_selection_state(selection.application_id, to_state)


def event_keys(selection: SelectionRecord, state: State) -> dict[str, object]:
    """What each event of a selection carries."""
    return {
        "application_id": selection.application_id,
        "code": selection.code,
        "call": selection.call,
        "state": state,
    }


def show_selection(repository: Repository, code: str, program: Program) -> eligibility.Selection:
    selection = get_selection(repository, code)
    decision = repository.find_decision(selection.application_id)
    return eligibility.Selection(
        application_id=selection.application_id,
        code=selection.code,
        call=selection.call,
        state=selection.state,
        version=selection.version,
        eligibility=repository.find_latest_check(selection.application_id),
        assessment=show_assessment(repository, selection, program),
        decision=None if decision is None else show_decision(decision),
        offer=show_offer(repository, selection),
    )


def show_decision(decision: DecisionRecord) -> eligibility.Decision:
    shown = {
        key: value for key, value in vars(decision).items() if key not in ("decision_id", "decided_from", "due_on")
    }
    return eligibility.Decision.model_validate(shown)


def show_offer(repository: Repository, selection: SelectionRecord) -> eligibility.Offer | None:
    offer = repository.find_offer(selection.application_id)
    if offer is None or selection.state not in (State.OFFERED, State.CONFIRMED, State.DECLINED_BY_CITY, State.LAPSED):
        return None
    return eligibility.Offer(state=selection.state.value, reply_by=offer.reply_by, answered_at=offer.answered_at)


def show_assessment(
    repository: Repository, selection: SelectionRecord, program: Program, only: str | None = None
) -> eligibility.Assessment:
    """What the reviews of one application say together, by the rubric; or the review of `only` one reviewer."""
    reviews = [
        review
        for review in repository.list_reviews(selection.application_id)
        if only in (None, str(review.reviewer_id))
    ]
    submitted = [review for review in reviews if review.state == "submitted"]
    together = assess([review.scores for review in submitted], program.rubric)
    return eligibility.Assessment(
        required=program.call.reviews_required,
        assigned=len(reviews),
        submitted=len(submitted),
        recused=sum(review.state == "recused" for review in reviews),
        mean=together.overall.mean,
        lowest=together.overall.lowest,
        highest=together.overall.highest,
        apart=together.flagged,
        reviews=tuple(show_review(review, selection, program) for review in reviews),
    )


def show_review(review: ReviewRecord, selection: SelectionRecord, program: Program) -> eligibility.Review:
    total = assess([review.scores], program.rubric).overall.mean if review.state == "submitted" else None
    return eligibility.Review(
        reviewer_id=review.reviewer_id,
        state=review.state,
        scores=review.scores,
        total=total,
        stale=review.state == "submitted" and review.application_version < selection.application_version,
        comment=review.comment,
    )
