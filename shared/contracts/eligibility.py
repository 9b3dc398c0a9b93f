"""eligibility: the check, reviews, decisions, offers: an application from `checked` to `confirmed`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.events import Event
from shared.contracts.intake import CallName, Reason
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.people import Language
from shared.contracts.requests import Command, Model, Page, Query

Outcome = Literal["eligible", "needs_review", "ineligible"]
CriterionOutcome = Literal["pass", "needs_review", "fail", "for_reviewers"]
DecisionOutcome = Literal["admitted", "waitlisted", "declined", "more_info"]
Conflict = Literal["none", "declared"]


class CriterionResult(Model):
    id: str
    outcome: CriterionOutcome
    observed: int | str | None
    threshold: int | str | None
    reason: str


class EligibilityResult(Model):
    outcome: Outcome
    criteria: tuple[CriterionResult, ...]
    criteria_version: str
    as_of: date


# -- events --------------------------------------------------------------------------------------------------------


class SelectionEvent(Event, aggregate="selection", key="application_id"):
    """`state` is the application's after the event."""

    application_id: UUID
    code: str
    call: str
    state: ApplicationState


class EligibilityChecked(SelectionEvent):
    """One version of an application was judged by one version of the criteria."""

    application_version: int
    outcome: Outcome
    criteria: dict[str, CriterionOutcome]
    criteria_version: str


class ReviewAssigned(SelectionEvent):
    """A reviewer was asked for a review."""

    reviewer_id: UUID


class ReviewSubmitted(SelectionEvent):
    """Scores are empty where the reviewer declared a conflict of interest."""

    reviewer_id: UUID
    conflict: Conflict
    scores: dict[str, int]


class DecisionMade(SelectionEvent):
    """Decided, and pending until staff send it: the city is not told."""

    outcome: DecisionOutcome
    reviews: int


class DecisionRescinded(SelectionEvent):
    """A pending decision was taken back."""

    outcome: DecisionOutcome


class DecisionSent(SelectionEvent):
    """The city is told. `reply_by` is the last day to confirm an offer or to answer a question, in the call's zone."""

    outcome: DecisionOutcome
    reply_by: date | None
    has_feedback: bool


class OfferConfirmed(SelectionEvent):
    """The city joins the cohort. Says again what the cohort service needs of the city."""

    cohort: str
    city: str
    admin_area: str
    country: str
    time_zone: str
    language: Language
    team_lead_ref: str | None  # the application's contact with that role
    confirmed_at: datetime


class OfferDeclined(SelectionEvent):
    """The city declines its offer."""

    declined_at: datetime


class OfferExtended(SelectionEvent):
    """The city has longer to answer."""

    reply_by: date


class OfferLapsed(SelectionEvent):
    """Staff let an unanswered offer go."""

    reply_by: date
    lapsed_at: datetime


class InformationReceived(SelectionEvent):
    """The city answered a request for information by a new version, and is judged on."""

    application_version: int


class SelectionEnded(SelectionEvent):
    """The application was withdrawn before an offer."""


# -- requests ------------------------------------------------------------------------------------------------------


class CheckEligibility(Query[EligibilityResult]):
    """The anonymous self-check: judged by the same function, stored nowhere."""

    document: dict[str, Any]


class UsedCriteria(Model):
    """One version of the criteria, as it was when it was first used."""

    version: str
    content: dict[str, Any]
    first_used_at: datetime
    current: bool  # the program file's


class ListCriteria(Query[Page[UsedCriteria]]):
    """Every version that an application was judged by, the latest first."""


class Move(Model):
    """An application that changed criteria judge otherwise, and by which of them."""

    code: str
    city: str
    country: str
    state: ApplicationState
    before: Outcome
    after: Outcome
    because: tuple[str, ...]


class WhatIfPart(Model):
    """One part of a what-if run, by code; `next` is the `after` of the next. Numbers are of this part alone."""

    call: str
    criteria_version: str
    total: int  # applications of the whole call
    before: dict[Outcome, int]
    after: dict[Outcome, int]
    moves: tuple[Move, ...]
    next: str | None


class WhatIf(Query[WhatIfPart]):
    """Judge a call's applications by changed criteria; stores nothing.

    `changes` are keys of the program file's [eligibility]; what they leave out stays. Withdrawn applications are left
    out. What makes a source official was judged when the application came in, and cannot be asked about.
    """

    call: CallName
    changes: dict[str, Any]
    after: str | None = None
    limit: int = Field(500, ge=1, le=1000)


class JudgedAgain(Model):
    """`left` applications still lack a result by the criteria in force: send the command again."""

    call: str
    criteria_version: str
    judged: int
    moves: tuple[Move, ...]
    left: int


class JudgeAgain(Command[JudgedAgain]):
    """Give applications of a call that were judged by older criteria a result by those in force, beside the old.

    Nothing else of an application changes: people decide. Withdrawn applications are left out.
    """

    call: CallName
    limit: int = Field(500, ge=1, le=1000)


class Review(Model):
    reviewer_id: UUID
    state: Literal["assigned", "submitted", "recused"]
    scores: dict[str, int]
    total: float | None
    stale: bool  # of an older version of the application


class Assessment(Model):
    """What the reviews say together. `mean` is None, not 0, without scores."""

    required: int
    assigned: int
    submitted: int
    recused: int
    mean: float | None
    lowest: float | None
    highest: float | None
    apart: bool  # reviewers' totals lie far apart
    reviews: tuple[Review, ...]


class AssignReview(Command[Assessment]):
    code: Code
    reviewer_id: UUID


class SubmitReview(Command[Assessment]):
    """A reviewer's scores, 1 to 5 by criterion of the rubric; or a declared conflict, without scores."""

    code: Code
    reviewer_id: UUID
    conflict: Conflict
    scores: dict[str, int] = Field(default_factory=dict)
    comment: str | None = Field(None, max_length=5000)


class GetReviewSummary(Query[Assessment]):
    code: Code


class Decision(Model):
    outcome: DecisionOutcome
    state: Literal["pending", "sent"]
    decided_at: datetime
    sent_at: datetime | None
    reviews: int
    reason: str | None
    feedback: str | None


class Offer(Model):
    state: Literal["offered", "confirmed", "declined_by_city", "lapsed"]
    reply_by: date
    answered_at: datetime | None


class Selection(Model):
    """eligibility's part of an application."""

    application_id: UUID
    code: str
    call: str
    state: ApplicationState
    version: int
    eligibility: EligibilityResult | None
    assessment: Assessment
    decision: Decision | None
    offer: Offer | None


class GetSelection(Query[Selection]):
    code: Code


class SelectionStatus(Model):
    """What anybody with the code may see: a pending decision does not show."""

    state: ApplicationState
    reply_by: date | None


class GetSelectionStatus(Query[SelectionStatus]):
    code: Code


class Decide(Command[Selection]):
    """Decide; pending until sent. A full cohort or an ineligible city needs an override with a reason."""

    code: Code
    outcome: DecisionOutcome
    reason: str | None = Field(None, max_length=2000)  # internal, never in a mail
    feedback: str | None = Field(None, max_length=5000)  # sent with the decision; the question of `more_info`
    due_on: date | None = None  # with `more_info`: until when an answer is expected
    expected_version: int | None = None
    override: Reason | None = None


class RescindDecision(Command[Selection]):
    """Take back a decision that was not sent."""

    code: Code
    expected_version: int | None = None


class SendDecision(Command[Selection]):
    """Tell the city its pending decision. Sent before: the same answer."""

    code: Code


class PendingDecisions(Model):
    codes: tuple[str, ...]


class ListPendingDecisions(Query[PendingDecisions]):
    call: str | None = None


class ConfirmOffer(Command[Selection]):
    """The city accepts its offer. Twice gives the same answer. Past its date: `offer_lapsed`."""

    code: Code
    mayor: str = Field(min_length=1, max_length=120)
    override: Reason | None = None


class DeclineOffer(Command[Selection]):
    code: Code


class LapseOffer(Command[Selection]):
    """Let an offer go that was not answered by its date; before that date only by override."""

    code: Code
    override: Reason | None = None


class ExtendOffer(Command[Selection]):
    """Give the city longer to answer its offer."""

    code: Code
    reply_by: date


class DecisionTexts(Model):
    feedback: str | None


class GetDecisionTexts(Query[DecisionTexts]):
    """For the mail sender: the feedback that goes with a sent decision."""

    application_id: UUID
