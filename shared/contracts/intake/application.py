"""An application from its submission to its end."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from shared.contracts.application import EligibilityFacts
from shared.contracts.codes import Code
from shared.contracts.events import Event
from shared.contracts.field_types import Reason
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.people import Language, PersonRef
from shared.contracts.requests import Command, Model

# -- events --------------------------------------------------------------------------------------------------------


class ApplicationEvent(Event, aggregate="application"):
    application_id: UUID
    code: str
    call: str


class CallReopened(ApplicationEvent):
    """The call has closed, and is open again for this one city until a moment."""

    until: datetime
    time_zone: str | None = None  # the call's; not told by events from before it was


class ApplicationSubmitted(ApplicationEvent):
    """A version of an application is in: version 1, or a later one that replaces it."""

    version: int
    city: str
    admin_area: str
    country: str
    time_zone: str
    language: Language
    resident_outcomes: tuple[str, ...]
    facts: EligibilityFacts
    eligibility_as_of: date
    contacts: tuple[PersonRef, ...]
    primary_contact: str  # the ref of one of `contacts`
    submitted_at: datetime
    notify: bool = True  # whether the city hears of it by mail; an import is silent unless asked
    answer: bool = False  # whether it answers a request for information
    override: bool = False  # whether a program lead let it pass a rule of the program; intake keeps the reason
    reinstated: Literal["withdrawn", "merged"] | None = None  # what it was, where it stands again
    rewritten: bool = True  # whether reviewers read something else than in the version before


class ApplicationWithdrawn(ApplicationEvent):
    """The city takes its application or its draft back, or staff found that it is another one's."""

    withdrawn_at: datetime
    merged_into: str | None = None  # the code of the application that goes on
    version: int | None = None  # the application's at that moment, 0 of a draft; an event from before it was told: None


class ApplicationRestored(ApplicationEvent):
    """It was withdrawn or merged at the moment at which the city was told how it ended: that stands, and so does it."""

    selection: ApplicationState | None = None  # how it ended; an event from before it was told says none


class CityAnonymised(ApplicationEvent):
    """Names, addresses, texts and files of the city are gone; its country, dates, outcomes and scores stay."""


# -- requests ------------------------------------------------------------------------------------------------------


class Receipt(Model):
    id: UUID
    code: str
    state: ApplicationState
    version: int


class SubmitApplication(Command[Receipt]):
    """Submit an application document (docs/files.md). Field errors name their field by a dotted path.

    Where another application holds the city in the call: `duplicate_application`. One holds it once an address
    of its contacts is proven, or staff made it; until then others may come in beside it, and staff merge them.
    """

    document: dict[str, Any]
    override: Reason | None = None  # into a call that is not open


class ResubmitApplication(Command[Receipt]):
    """Replace the submitted document by a new version, while the call is open and nothing is decided."""

    code: Code
    document: dict[str, Any]
    override: Reason | None = None


class AnswerQuestion(Command[Receipt]):
    """Answer a request for information by a new version, also after the call has closed.

    The same answer again: the same receipt. Nothing asked, or answered otherwise: `not_asked`.
    """

    code: Code
    document: dict[str, Any]


class WithdrawApplication(Command[Receipt]):
    """Take back a submitted application, or a draft, whose contents go."""

    code: Code


class ReinstateApplication(Command[Receipt]):
    """Let an application stand again that was withdrawn or merged; its latest document is its next version.

    While its call takes applications; afterwards only by override.
    """

    code: Code
    reason: Reason
    override: Reason | None = None
