"""The waitlist: ranked, proposed from when a place is freed, closed on the cohort's start date."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.eligibility.event import SelectionEvent
from shared.contracts.eligibility.selection import Selection
from shared.contracts.field_types import Reason
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.named import CallName
from shared.contracts.requests import Command, Model, Page, Query

ProposalState = Literal["open", "accepted", "dismissed", "superseded"]


class WaitlistMoved(SelectionEvent):
    """Staff gave a city another place on the waitlist."""

    rank: int


class PlaceProposed(SelectionEvent):
    """A place was freed and this city is next: staff decide. The city is not told."""

    proposal_id: UUID
    rank: int


class ProposalClosed(SelectionEvent):
    """Accepted, dismissed, or superseded by what happened to the place or to the city."""

    proposal_id: UUID
    outcome: Literal["accepted", "dismissed", "superseded"]


class WaitlistClosed(SelectionEvent):
    """The cohort has started: the city's place on the waitlist has come to its end, and the city is told."""


# -- requests ------------------------------------------------------------------------------------------------------


class WaitlistEntry(Model):
    """`state` is `decided` while the waitlisting, or an admission from the list, is pending."""

    rank: int
    code: str
    city: str
    country: str
    state: ApplicationState
    mean: float | None
    proposed: bool


class Waitlist(Model):
    call: str
    items: tuple[WaitlistEntry, ...]
    next: None = None
    total: int


class ListWaitlist(Query[Waitlist]):
    """A call's waitlist in its order."""

    call: CallName


class RankWaitlist(Command[Waitlist]):
    """Give a city another place on its call's waitlist; those behind it move on."""

    code: Code
    rank: int = Field(ge=1)


#: Number of cities by region, by size, by language and by resident outcome.
Composition = dict[str, dict[str, int]]


class Proposal(Model):
    """`before` counts the other cities whose place is pending, offered or confirmed, `taken` how many they are; `after`
    has this one, too."""

    proposal_id: UUID
    state: ProposalState
    code: str
    city: str
    country: str
    rank: int
    freed_by: str  # the code of the application whose place was freed
    freed_how: str
    proposed_at: datetime
    capacity: int
    taken: int
    before: Composition
    after: Composition
    reason: str | None = None  # why it was dismissed


class ListProposals(Query[Page[Proposal]]):
    """A call's proposals, the earliest first."""

    call: CallName
    state: ProposalState | None = "open"


class AcceptProposal(Command[Selection]):
    """Decide to admit the proposed city; pending until sent."""

    code: Code
    reason: str | None = Field(None, max_length=2000)
    feedback: str | None = Field(None, max_length=5000)
    override: Reason | None = None


class DismissProposal(Command[Selection]):
    """Pass the proposed city over for this place: the next on the list is proposed."""

    code: Code
    reason: Reason
