"""eligibility's part of an application, as it stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from shared.contracts.codes import Code
from shared.contracts.eligibility.check import EligibilityResult
from shared.contracts.eligibility.event import SelectionEvent
from shared.contracts.eligibility.review import Assessment
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.requests import Model, Query

DecisionOutcome = Literal["admitted", "waitlisted", "declined", "more_info"]


class InformationReceived(SelectionEvent):
    """The city answered a request for information by a new version, and is judged on."""

    application_version: int


class SelectionEnded(SelectionEvent):
    """The application was withdrawn before an offer."""


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
