"""Decisions: pending until sent; and what goes with them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.eligibility.event import SelectionEvent
from shared.contracts.eligibility.selection import DecisionOutcome, Selection
from shared.contracts.intake import Reason
from shared.contracts.requests import Command, Model, Query


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


class DecisionTexts(Model):
    feedback: str | None


class GetDecisionTexts(Query[DecisionTexts]):
    """For the mail sender: the feedback that goes with a sent decision."""

    application_id: UUID
