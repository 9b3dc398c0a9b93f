"""What staff and reviewers see of a selection."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from services.eligibility.domain.reviews import UNWRITTEN
from services.eligibility.domain.scores import assess
from services.eligibility.domain.selection import holds_place
from services.eligibility.handlers.interviewing import list_interviews
from services.eligibility.handlers.lookup import get_selection, reviews_required, told_state
from shared.contracts import eligibility
from shared.contracts.intake import Override
from shared.contracts.lifecycle import AFTER_OFFER
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.remarks import Remark
from shared.program.calendar import cohort_ends_on
from shared.security.permissions import STAFF

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from services.eligibility.domain.reviews import ReviewRecord
    from services.eligibility.domain.selection import CallRecord, DecisionRecord, SelectionRecord
    from services.eligibility.repository import Repository
    from shared.contracts.people import Caller
    from shared.program.model import Program


#: Of reviews a city is told nothing.
UNTOLD = eligibility.Assessment(
    required=0, assigned=0, submitted=0, recused=0, mean=None, lowest=None, highest=None, apart=False, reviews=()
)


def get_one_selection(
    request: eligibility.GetSelection, repository: Repository, program: Program, now: datetime
) -> eligibility.Selection:
    return show_selection(repository, request.code, program, now)


def show_selection(repository: Repository, code: str, program: Program, now: datetime) -> eligibility.Selection:
    selection = get_selection(repository, code)
    application_id = selection.application_id
    call, decision = repository.find_call(selection.call), repository.find_decision(application_id)
    check = repository.find_latest_check(application_id)
    return eligibility.Selection(
        application_id=application_id,
        code=selection.code,
        call=selection.call,
        state=selection.state,
        version=selection.version,
        eligibility=check,
        assessment=show_assessment(repository, selection, program),
        decision=None if decision is None else show_decision(decision, selection),
        offer=show_offer(repository, selection, call, now),
        shortlisted=selection.shortlisted_at is not None,
        interviews=list_interviews(repository, application_id),
        waitlist_rank=repository.find_rank(application_id),
        overrides=tuple(Override.model_validate(row) for row in repository.list_overrides(application_id)),
        warnings=tuple(warn(repository, selection, check, call, decision, program)),
    )


def show_to(
    caller: Caller, repository: Repository, code: str, program: Program, now: datetime
) -> eligibility.Selection:
    """To staff whole; to a city what it was told: neither its reviews nor what staff think, nor what is pending."""
    shown = show_selection(repository, code, program, now)
    if caller.has(*STAFF):
        return shown
    told = ("application_id", "code", "call", "version", "eligibility", "offer")
    state = told_state(get_selection(repository, code), repository)
    fields = {name: getattr(shown, name) for name in told}
    return eligibility.Selection(**fields, state=state, assessment=UNTOLD, decision=None)


def warn(
    repository: Repository,
    selection: SelectionRecord,
    check: eligibility.EligibilityResult | None,
    call: CallRecord | None,
    decision: DecisionRecord | None,
    program: Program,
) -> Iterator[Remark]:
    """A term that ends before the cohort does, a decision on an older version, a place more than there are."""
    if decision is not None and decision.is_stale(selection):
        yield Remark(code="decided_on_older_version", values={"version": selection.application_version})
    if call is None:
        return
    if holds_place(selection) and (taken := repository.count_places_taken(call.call)) > call.capacity:
        yield Remark(code="over_capacity", values={"taken": taken, "count": call.capacity})
    ends_on = next((c.observed for c in check.criteria if c.id == "mayor_term"), None) if check else None
    if call.starts_on is not None and isinstance(ends_on, str):
        cohort_ends = cohort_ends_on(program, call.starts_on)
        if date.fromisoformat(ends_on) < cohort_ends:
            values = {"ends_on": ends_on, "cohort_ends_on": cohort_ends.isoformat()}
            yield Remark(code="term_ends_before_cohort", values=values)


def show_decision(decision: DecisionRecord, selection: SelectionRecord) -> eligibility.Decision:
    hidden = ("decision_id", "decided_from", "application_version")
    shown = {key: value for key, value in vars(decision).items() if key not in hidden}
    return eligibility.Decision.model_validate(shown | {"stale": decision.is_stale(selection)})


def show_offer(
    repository: Repository, selection: SelectionRecord, call: CallRecord | None, now: datetime
) -> eligibility.Offer | None:
    offer = repository.find_offer(selection.application_id)
    if offer is None or selection.state not in AFTER_OFFER:
        return None
    overdue = selection.state is State.OFFERED and call is not None and call.today(now) > offer.reply_by
    kept = {name: value for name, value in vars(offer).items() if name != "answered_by"}
    return eligibility.Offer.model_validate(kept | {"state": selection.state, "overdue": overdue})


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
    current = [review for review in submitted if not is_older(review, selection)]
    together = assess([review.scores for review in current], program.rubric)
    return eligibility.Assessment(
        required=reviews_required(repository, selection.call, program),
        assigned=sum(review.state != "released" for review in reviews),
        submitted=len(submitted),
        current=len(current),
        older=len(submitted) - len(current),
        recused=sum(review.state == "recused" for review in reviews),
        mean=together.overall.mean,
        lowest=together.overall.lowest,
        highest=together.overall.highest,
        apart=together.flagged,
        reviews=tuple(show_review(review, selection, program) for review in reviews),
    )


def is_older(review: ReviewRecord, selection: SelectionRecord) -> bool:
    """Written before what reviewers read of the application was changed."""
    return review.application_version < selection.texts_version


def show_review(
    review: ReviewRecord, selection: SelectionRecord, program: Program, *, own: bool = False
) -> eligibility.Review:
    """What is kept half-way is shown to its reviewer alone."""
    shown = own or review.state not in UNWRITTEN
    total = assess([review.scores], program.rubric).overall.mean if review.state == "submitted" else None
    return eligibility.Review(
        reviewer_id=review.reviewer_id,
        state=review.state,
        scores=review.scores if shown else {},
        total=total,
        stale=review.state == "submitted" and is_older(review, selection),
        comment=review.comment if shown else None,
    )
