"""Who reviews what: asked by hand or evenly, reminded, let off."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.eligibility.review import Assessment, ReviewState
from shared.contracts.field_types import Text
from shared.contracts.named import CallName
from shared.contracts.people import Language
from shared.contracts.requests import Command, Model, Query


class AssignReview(Command[Assessment]):
    """Ask a reviewer for a review, whatever languages they read: whoever assigns by hand knows why."""

    code: Code
    reviewer_id: UUID


class UnassignReview(Command[Assessment]):
    """Ask no more for a review that was not written."""

    code: Code
    reviewer_id: UUID


class AssignedReview(Model):
    code: str
    reviewer_id: UUID


class ReleasedReviews(Model):
    """The applications whose review the reviewer has no longer, by code."""

    reviewer_id: UUID
    codes: tuple[str, ...]


class UnassignReviewer(Command[ReleasedReviews]):
    """Ask no more for anything that a reviewer has not written: they are on leave, or review no more."""

    reviewer_id: UUID
    call: CallName | None = None  # only this one's


class ShortReview(Model):
    """An application for which there are not enough reviewers."""

    code: str
    language: Language
    missing: int


class BalancedPart(Model):
    """One part of a balanced assignment, by code; `next` is the `after` of the next."""

    assigned: tuple[AssignedReview, ...]
    short: tuple[ShortReview, ...]
    next: str | None


class AssignBalanced(Command[BalancedPart]):
    """Give each application of a call that the check did not fail the reviews it lacks.

    Each goes to the least loaded of those who read the application's language and have no conflict of interest with
    the city. `highest_load` bounds what one reviewer has in this call.
    """

    call: CallName
    codes: tuple[Code, ...] | None = Field(None, min_length=1, max_length=200)  # only these
    dry_run: bool = False  # says what it would assign, and assigns nothing
    highest_load: int | None = Field(None, ge=1, le=10_000)
    after: str | None = None
    limit: int = Field(100, ge=1, le=200)


class Candidate(Model):
    """Somebody who may be asked to review an application. `load`: reviews of its call that they have, done or to do.
    `state`: of the review that they have of it."""

    reviewer_id: UUID
    languages: tuple[Language, ...]
    load: int
    state: ReviewState | None
    conflict: bool  # they declared one with the city, or the application is their own


class Candidates(Model):
    """`language`: the application's."""

    code: str
    language: Language
    items: tuple[Candidate, ...]


class ListCandidates(Query[Candidates]):
    """Who may be asked, those who read its language and have the least to do first."""

    code: Code


class RemindedReviewer(Model):
    """The reviews that they were reminded of, by code; none: nothing is outstanding, and nobody was written to."""

    reviewer_id: UUID
    codes: tuple[str, ...]


class RemindReviewer(Command[RemindedReviewer]):
    """Remind a reviewer, by one mail, of those of these reviews that they have not written."""

    reviewer_id: UUID
    codes: tuple[Code, ...] = Field(min_length=1, max_length=200)
    note: Annotated[str, Text(1, 1000)] | None = None  # stands in the mail as it is
