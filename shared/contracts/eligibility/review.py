"""Reviews: assigned, declared, written, and what they say together."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.eligibility.event import SelectionEvent
from shared.contracts.field_types import FileHash
from shared.contracts.handed_in import FilePart
from shared.contracts.intake import ApplicationTexts
from shared.contracts.named import CallName
from shared.contracts.people import Language
from shared.contracts.requests import Command, Model, Page, Query

Conflict = Literal["none", "declared"]
#: `released`: asked for, not written, and the application was withdrawn or the city was told the decision.
ReviewState = Literal["assigned", "cleared", "submitted", "recused", "released"]
#: Why: the city took its application back, it is part of another one now, the city was told the decision, staff.
ReviewEnd = Literal["withdrawn", "merged", "decided", "taken_back"]
Score = Annotated[int, Field(strict=True)]  # within the rubric's scale


class ReviewAssigned(SelectionEvent):
    """A reviewer was asked for a review."""

    reviewer_id: UUID
    language: Language | None = None  # the reviewer's first, for the mail to them
    due_on: date | None = None  # by when it is asked for, in the program's zone


class ReviewReminderDue(SelectionEvent):
    """A review is asked for within so many days."""

    reviewer_id: UUID
    language: Language  # the reviewer's first
    due_on: date
    days: int


class ReviewReminded(SelectionEvent):
    """Staff reminded a reviewer of what they have not written: of this review, and of `outstanding` in all."""

    reviewer_id: UUID
    language: Language  # the reviewer's first
    due_on: date | None
    outstanding: int


class ReviewUnassigned(SelectionEvent):
    """A review that was not written is not asked for any more. `because` is new: an event from before it says none."""

    reviewer_id: UUID
    language: Language | None = None  # the reviewer's first, for the mail to them
    because: ReviewEnd | None = None


class ReviewDeclared(SelectionEvent):
    """A reviewer said whether they have a conflict of interest: without one they may read, with one they are out."""

    reviewer_id: UUID
    conflict: Conflict


class ReviewSubmitted(SelectionEvent):
    """Scores are empty where the reviewer declared a conflict of interest. `apart`: with this review, reviewers' totals
    lie far apart."""

    reviewer_id: UUID
    conflict: Conflict
    scores: dict[str, int]
    apart: bool = False


# -- requests ------------------------------------------------------------------------------------------------------


class RubricCriterionShown(Model):
    """`anchors` say what a score of 1, 3 and 5 looks like; `weight` is in per cent. `title` and `anchors` in English,
    `titles` and `anchors_in` in the other languages that the program file has them in."""

    id: str
    title: str
    weight: int
    anchors: dict[int, str]
    titles: dict[Language, str] = Field(default_factory=dict)
    anchors_in: dict[Language, dict[int, str]] = Field(default_factory=dict)


class RubricShown(Model):
    criteria: tuple[RubricCriterionShown, ...]
    reviews_required: int
    flag_distance: float  # reviewers' totals this far apart are marked


class GetRubric(Query[RubricShown]):
    """What reviewers score with."""


class Review(Model):
    """`comment` is shown to staff and to whoever wrote it."""

    reviewer_id: UUID
    state: ReviewState
    scores: dict[str, int]
    total: float | None
    stale: bool  # of an older version of the application, which reviewers read otherwise
    comment: str | None = None


class Assessment(Model):
    """What the reviews say together. `mean`, `lowest`, `highest` and `apart` are made of those of the application's
    current version; older ones are shown, and marked `stale`. `mean` is None, not 0, without any. A reviewer sees their
    own review alone."""

    required: int
    assigned: int
    submitted: int
    current: int = 0  # of `submitted`, those of what reviewers read now
    older: int = 0  # of `submitted`, those of versions that were written otherwise
    recused: int
    mean: float | None
    lowest: float | None
    highest: float | None
    apart: bool  # reviewers' totals lie far apart
    reviews: tuple[Review, ...]


class DeclareConflict(Command[Assessment]):
    """Say whether there is a conflict of interest, before the texts are given. A declared one is final."""

    code: Code
    reviewer_id: UUID
    conflict: Conflict


class SubmitReview(Command[Assessment]):
    """A reviewer's scores, 1 to 5 by criterion of the rubric; or a declared conflict, without scores."""

    code: Code
    reviewer_id: UUID
    conflict: Conflict
    scores: dict[str, Score] = Field(default_factory=dict)
    comment: str | None = Field(None, max_length=5000)


class SaveReview(Command[Review]):
    """Keep what a reviewer has scored so far; nobody else sees it before it is submitted."""

    code: Code
    reviewer_id: UUID
    scores: dict[str, Score] = Field(default_factory=dict)
    comment: str | None = Field(None, max_length=5000)


class GetReviewSummary(Query[Assessment]):
    audited = "read"

    code: Code


class ReviewTexts(Model):
    """What a reviewer reads and scores with."""

    code: str
    call: str
    city: str
    admin_area: str
    country: str
    residents: int
    texts: ApplicationTexts
    before: ApplicationTexts | None = None  # those that a review was written of, where it is of an older version
    rubric: RubricShown
    review: Review


class GetReviewTexts(Query[ReviewTexts]):
    """An application's texts, for a reviewer who has declared no conflict of interest with it."""

    audited = "read"

    code: Code
    reviewer_id: UUID


class GetReviewFilePart(Query[FilePart]):
    """A part of a file of evidence, for a reviewer who may read the texts that name it."""

    audited = "read"

    code: Code
    reviewer_id: UUID
    sha256: FileHash
    number: int = Field(ge=0)


class ListedReview(Model):
    code: str
    call: str
    city: str
    admin_area: str = ""
    country: str
    language: Language
    reviewer_id: UUID
    state: ReviewState
    scored: int = 0  # criteria that have a score, submitted or kept
    stale: bool
    assigned_at: datetime
    due_on: date | None


class ListReviews(Query[Page[ListedReview]]):
    """Reviews by call, reviewer and state, by code. A reviewer sees their own. `outstanding`: only those that are not
    written."""

    call: CallName | None = None
    codes: tuple[Code, ...] | None = Field(None, max_length=200)
    outstanding: bool = False
    reviewer_id: UUID | None = None
    state: ReviewState | None = None
    limit: int = Field(100, ge=1, le=1000)
    after: str | None = None


class ReviewEntry(Model):
    """One thing that was done to a review; scores that were corrected later stay here."""

    at: datetime
    by: str
    reviewer_id: UUID
    state: ReviewState
    application_version: int
    scores: dict[str, int]
    comment: str | None


class ReviewHistory(Model):
    code: str
    entries: tuple[ReviewEntry, ...]


class GetReviewHistory(Query[ReviewHistory]):
    """Everything that was declared and written about an application, the earliest first."""

    audited = "read"

    code: Code
