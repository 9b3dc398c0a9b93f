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
from services.eligibility.domain.selection import illegal_transition as selection_step
from shared.contracts.errors import Refusal, illegal_transition
from shared.program.reminding import Awaited

if TYPE_CHECKING:
    from shared.program.model import CallDefaults

State = Literal["assigned", "cleared", "submitted", "recused", "released"]

#: None is "not asked for". Scores may be corrected until something is decided; staff record a review that was written
#: elsewhere, with its declaration, in one step. `released` while the application is withdrawn, asked for anew after it;
#: for good when the city has been told the decision.
TRANSITIONS: dict[State | None, frozenset[State | None]] = {
    None: frozenset({"assigned"}),
    "assigned": frozenset({"cleared", "submitted", "recused", "released", None}),
    "cleared": frozenset({"cleared", "submitted", "recused", "released", None}),
    "submitted": frozenset({"submitted", "recused"}),
    "recused": frozenset({"recused"}),
    "released": frozenset({"assigned"}),
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
    """A review that was not written yet; `languages` of the reviewer, whose day is the program's."""

    application_id: UUID
    code: str
    reviewer_id: UUID
    due_on: date
    languages: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"{self.application_id} {self.reviewer_id}"

    def awaited(self, time_zone: str) -> Awaited:
        return Awaited("review", self.key, self.due_on, time_zone)


def due_on(assigned_at: datetime, rules: CallDefaults) -> date:
    """The day by which a review is asked for, in the program's zone."""
    return assigned_at.astimezone(ZoneInfo(rules.time_zone)).date() + timedelta(days=rules.review_days)


def step(review: ReviewRecord, to_state: State | None) -> None:
    """Raises Refusal unless the table allows it."""
    if to_state in TRANSITIONS[review.state]:
        return
    if review.state == "recused":
        raise Refusal("conflict_of_interest")
    raise illegal_transition("review", review.state, to_state or "unassigned")


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


def keep(review: ReviewRecord, scores: dict[str, int], comment: str | None) -> ReviewRecord:
    """Half-way: what has been scored so far. What is submitted is corrected by submitting again."""
    insist_on_declaration(review)
    step(review, "cleared")
    return replace(review, scores=scores, comment=comment)


def insist_on_declaration(review: ReviewRecord) -> None:
    """Texts are given only after it (program.md §3)."""
    if review.state == "recused":
        raise Refusal("conflict_of_interest")
    if review.state in ("assigned", "released"):  # of a released one it is not known whether it was declared upon
        raise Refusal("declaration_missing")


def insist_on_reviewable(selection: SelectionRecord) -> None:
    if selection.state not in REVIEWABLE:
        raise selection_step(selection, "not_reviewable")
