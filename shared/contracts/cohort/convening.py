"""Convenings: in-person gatherings of many cities, with invitations by role."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.contracts.events import Event
from shared.contracts.field_types import Reason
from shared.contracts.notices import Notice
from shared.contracts.requests import Command, Model, Page, Query

#: A key of the program file's [convenings].
ConveningKind = Annotated[str, Field(max_length=40)]
InvitationState = Literal["invited", "yes", "no", "attended", "excused", "removed"]
ConveningState = Literal["scheduled", "cancelled", "thanked"]


class ConveningEvent(Event, aggregate="convening"):
    convening_id: UUID
    cohort: str
    kind: ConveningKind


class ConveningScheduled(ConveningEvent):
    """A gathering has its time and place, anew when it was moved."""

    starts_at: datetime
    ends_at: datetime
    time_zone: str
    rsvp_by: date
    sequence: int


class ConveningCancelled(ConveningEvent):
    """It does not take place; it may be scheduled anew."""

    sequence: int


class ConveningThanked(ConveningEvent):
    """It is over, and those who came are thanked."""

    attended: int


class Invitation(Model):
    code: str
    city: str
    role: str
    ref: str
    state: InvitationState
    delegated: bool
    needs: bool  # whether they said what they need
    earlier_answer: Literal["yes", "no"] | None = None  # before the gathering moved
    name: str | None = None  # where the cohort knows it; else the reference's owner does
    delegate: str | None = None  # who comes in their place
    attended_at: datetime | None = None  # since when they are in


class ListedConvening(Model):
    id: UUID
    cohort: str
    kind: ConveningKind
    state: ConveningState
    title: str
    titles: dict[str, str]  # by language
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str
    rsvp_by: date


class ListConvenings(Query[Page[ListedConvening]]):
    """Of a cohort, or of all; by start."""

    cohort: str | None = Field(None, max_length=40)


class ConveningDetail(Model):
    """`notices`: cities of which nobody is invited, people who were uninvited."""

    id: UUID
    cohort: str
    kind: ConveningKind
    state: ConveningState
    title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str
    capacity: int
    rsvp_by: date
    window: tuple[date, date]
    invited: int
    yes: int
    no: int
    silent: int
    attended: int
    invitations: tuple[Invitation, ...]
    notices: tuple[Notice, ...] = ()


class GetConvening(Query[ConveningDetail]):
    audited = "read"

    cohort: str
    kind: ConveningKind


class ScheduleConvening(Command[ConveningDetail]):
    """Schedule a gathering of the cohort, or move it. Its days lie in the program's window, in the venue's zone.

    Moved to another time or place, everybody who was invited is asked anew.
    """

    cohort: str
    kind: ConveningKind
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    time_zone: str = Field(max_length=60)
    place: str = Field(min_length=1, max_length=200)
    capacity: int = Field(ge=1, le=5000)
    rsvp_by: date
    override: Reason | None = None


class CancelConvening(Command[ConveningDetail]):
    """Everybody who was invited and did not say no is told."""

    cohort: str
    kind: ConveningKind
    reason: Reason


class ThankForConvening(Command[ConveningDetail]):
    """When it is over: thank those who came. Nothing of it changes afterwards."""

    cohort: str
    kind: ConveningKind
