"""Decisions: pending until sent; and what goes with them."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.eligibility.event import SelectionEvent
from shared.contracts.eligibility.selection import DecisionOutcome, Selection
from shared.contracts.field_types import Reason
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.named import CallName
from shared.contracts.requests import Command, Model, Outcomes, Problem, Query


class DecisionMade(SelectionEvent):
    """Decided, and pending until staff send it: the city is not told."""

    outcome: DecisionOutcome
    reviews: int
    overridden: tuple[str, ...] = ()  # codes of the refusals that a program lead overrode
    decision_id: UUID | None = None  # names the texts that go with it
    from_waitlist: bool = False


class DecisionRescinded(SelectionEvent):
    """A pending decision was taken back."""

    outcome: DecisionOutcome


class DecisionSent(SelectionEvent):
    """The city is told. `reply_by` is the last day to confirm an offer or to answer a question, in the call's zone."""

    outcome: DecisionOutcome
    reply_by: date | None
    has_feedback: bool
    decision_id: UUID | None = None  # names the texts that go with it
    from_waitlist: bool = False


class DecisionCorrected(SelectionEvent):
    """A decision that the city was told is replaced by another; the mail waits for staff."""

    before: DecisionOutcome
    outcome: DecisionOutcome
    reply_by: date | None
    has_feedback: bool
    decision_id: UUID
    overridden: tuple[str, ...] = ()


class Decide(Command[Selection]):
    """Decide; pending until sent. A full cohort or an ineligible city needs an override with a reason."""

    code: Code
    outcome: DecisionOutcome
    reason: str | None = Field(None, max_length=2000)  # internal, never in a mail
    feedback: str | None = Field(None, max_length=5000)  # sent with the decision; the question of `more_info`
    due_on: date | None = None  # with `more_info`: until when an answer is expected
    rank: int | None = Field(None, ge=1)  # with `waitlisted`: the place on the list, the last unless given
    expected_version: int | None = None
    override: Reason | None = None


class RescindDecision(Command[Selection]):
    """Take back a decision that was not sent."""

    code: Code
    expected_version: int | None = None


class SendDecision(Command[Selection]):
    """Tell the city its pending decision. Sent before: the same answer."""

    code: Code


class SendDecisions(Command[Outcomes[Selection]]):
    """Tell cities their pending decisions, each by itself: what was sent stays sent when another is refused."""

    in_parts: ClassVar[bool] = True

    codes: tuple[Code, ...] = Field(min_length=1, max_length=200)


class PendingDecisions(Model):
    codes: tuple[str, ...]


class ListPendingDecisions(Query[PendingDecisions]):
    call: CallName | None = None


class DecisionPreview(Model):
    """What sending would do for one city: who hears what, or why it would be refused. Nothing is done."""

    code: str
    city: str | None = None
    country: str | None = None
    outcome: DecisionOutcome | None = None
    sent: bool = False  # before: sending again tells nobody
    stale: bool = False  # made on an older version of the application
    reviews: int = 0  # that there were when it was decided
    has_feedback: bool = False
    from_waitlist: bool = False
    reply_by: date | None = None  # with an offer, counted from today; with a question, its day
    recipients: int | None = None  # contacts who would be written to; None: not known of an old application
    error: Problem | None = None


class DecisionPreviews(Model):
    items: tuple[DecisionPreview, ...]


class PreviewDecisions(Query[DecisionPreviews]):
    """A dry run of `SendDecisions`: the same cities, in the same order, without any effect."""

    codes: tuple[Code, ...] = Field(min_length=1, max_length=200)


class CorrectDecision(Command[Selection]):
    """Replace a decision that was sent by another, at once; the correction mail is held until staff release it."""

    code: Code
    outcome: Literal["admitted", "waitlisted", "declined"]
    reason: Reason  # internal, never in a mail
    feedback: str | None = Field(None, max_length=5000)
    rank: int | None = Field(None, ge=1)
    expected_version: int | None = None
    override: Reason | None = None


class DecisionEntry(Model):
    """One decision: pending, sent, rescinded before it was sent, or corrected after."""

    decision_id: UUID
    outcome: DecisionOutcome
    state: Literal["pending", "sent", "rescinded", "corrected"]
    decided_from: ApplicationState
    reviews: int
    reason: str | None
    feedback: str | None
    due_on: date | None
    decided_by: str
    decided_at: datetime
    sent_at: datetime | None
    corrects: UUID | None


class DecisionHistory(Model):
    code: str
    entries: tuple[DecisionEntry, ...]


class GetDecisionHistory(Query[DecisionHistory]):
    """Everything that was ever decided of an application, the earliest first."""

    audited = "read"

    code: Code
