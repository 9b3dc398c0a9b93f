"""eligibility's part of an application, as it stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from shared.contracts.codes import Code
from shared.contracts.eligibility.check import EligibilityResult
from shared.contracts.eligibility.event import SelectionEvent
from shared.contracts.eligibility.interview import Interview
from shared.contracts.eligibility.review import Assessment
from shared.contracts.intake import Override
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.remarks import Remark
from shared.contracts.requests import Model, Query

DecisionOutcome = Literal["admitted", "waitlisted", "declined", "more_info"]


class InformationReceived(SelectionEvent):
    """The city answered a request for information by a new version, and is judged on."""

    application_version: int


class SelectionEnded(SelectionEvent):
    """The application was withdrawn before an offer."""


class WithdrawalOvertaken(SelectionEvent):
    """The city withdrew at the moment at which it was told how its application ended: that stands, in `state`."""

    withdrawn_version: int | None = (
        None  # which withdrawal: that of this version; None: an event from before it was told
    )


class SelectionReinstated(SelectionEvent):
    """A city that had withdrawn stands again: where its reviews are."""


class Decision(Model):
    outcome: DecisionOutcome
    state: Literal["pending", "sent"]
    decided_at: datetime
    sent_at: datetime | None
    reviews: int  # how many there were; a decision may be made without
    reason: str | None
    feedback: str | None
    due_on: date | None = None  # until when an answer to `more_info` is expected
    stale: bool = False  # pending, and made on an older version of the application


class Offer(Model):
    """`overdue`: its date has passed, and staff neither extended it nor let it lapse. `mayor`: in whose name it was
    confirmed; `authorized`: whoever did so said that the mayor had authorized them. `reason`: why the city declined."""

    state: Literal["offered", "confirmed", "declined_by_city", "lapsed"]
    reply_by: date
    answered_at: datetime | None
    overdue: bool = False
    mayor: str | None = None
    authorized: bool = False
    reason: str | None = None


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
    waitlist_rank: int | None = None
    shortlisted: bool = False
    interviews: tuple[Interview, ...] = ()
    overrides: tuple[Override, ...] = ()
    warnings: tuple[Remark, ...] = ()  # what staff should know before they decide; nothing is refused for it


class GetSelection(Query[Selection]):
    audited = "read"

    code: Code


class SelectionStatus(Model):
    """What the city was told, so that anybody with the code may see it: a pending decision does not show. What follows
    `left` is for its owners and staff."""

    state: ApplicationState
    reply_by: date | None
    left: bool = False  # confirmed, and out of its cohort since
    overdue: bool | None = None
    answer_by: date | None = None  # of a question
    feedback: str | None = None  # of the decision that was sent last


class GetSelectionStatus(Query[SelectionStatus]):
    code: Code
