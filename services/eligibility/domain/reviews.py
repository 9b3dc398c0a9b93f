"""A review's life: asked for, declared upon, written or recused; program.md §3.

A reviewer says whether there is a conflict of interest before they see the texts; with one they are out for good.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from services.eligibility.domain.selection import REVIEWABLE, SelectionRecord
from shared.contracts.errors import Detail, Refusal

if TYPE_CHECKING:
    from shared.program.model import CallDefaults

State = Literal["assigned", "cleared", "submitted", "recused"]

#: None is "not asked for". Scores may be corrected until something is decided; staff record a review that was written
#: elsewhere, with its declaration, in one step.
TRANSITIONS: dict[State | None, frozenset[State | None]] = {
    None: frozenset({"assigned"}),
    "assigned": frozenset({"cleared", "submitted", "recused", None}),
    "cleared": frozenset({"cleared", "submitted", "recused", None}),
    "submitted": frozenset({"submitted", "recused"}),
    "recused": frozenset({"recused"}),
}


UNWRITTEN = ("assigned", "cleared")


@dataclass(frozen=True)
class ReviewRecord:
    reviewer_id: UUID
    state: State
    scores: dict[str, int]
    application_version: int
    comment: str | None = None


@dataclass(frozen=True)
class RemindableReview:
    """A review that was not written yet; `languages` of the reviewer, `told` how many days before."""

    application_id: UUID
    reviewer_id: UUID
    due_on: date
    languages: tuple[str, ...]
    told: tuple[int, ...]

    @property
    def key(self) -> str:
        return f"{self.application_id} {self.reviewer_id}"


def due_on(assigned_at: datetime, rules: CallDefaults) -> date:
    """The day by which a review is asked for, in the program's zone."""
    return assigned_at.astimezone(ZoneInfo(rules.time_zone)).date() + timedelta(days=rules.review_days)


def step(review: ReviewRecord, to_state: State | None) -> None:
    """Raises Refusal unless the table allows it."""
    if to_state in TRANSITIONS[review.state]:
        return
    if review.state == "recused":
        raise Refusal("conflict_of_interest", "The reviewer declared a conflict of interest and takes no part.")
    details = (Detail("from", "state", review.state), Detail("to", "step", to_state or "not assigned"))
    raise Refusal("illegal_transition", f"A review that is {review.state} is not taken back.", details)


def declare(review: ReviewRecord, conflict: str, application_version: int) -> ReviewRecord:
    """The review after the declaration. What was written before stays, unless there is a conflict."""
    if conflict == "declared":
        step(review, "recused")
        return ReviewRecord(review.reviewer_id, "recused", {}, application_version)
    if review.state == "submitted":  # whoever has written has declared
        return review
    step(review, "cleared")
    return replace(review, state="cleared", application_version=application_version)


def write(review: ReviewRecord, scores: dict[str, int], comment: str | None, application_version: int) -> ReviewRecord:
    step(review, "submitted")
    return ReviewRecord(review.reviewer_id, "submitted", scores, application_version, comment)


def insist_on_declaration(review: ReviewRecord) -> None:
    """Texts are given only after it (program.md §3)."""
    if review.state == "recused":
        raise Refusal("conflict_of_interest", "The reviewer declared a conflict of interest and takes no part.")
    if review.state == "assigned":
        raise Refusal("declaration_missing", "Say first whether there is a conflict of interest with this city.")


def insist_on_reviewable(selection: SelectionRecord) -> None:
    if selection.state not in REVIEWABLE:
        raise Refusal("illegal_transition", f"An application that is {selection.state.value} takes no reviews.")
