"""Convenings: in-person gatherings of many cities, with invitations by role."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.contracts.codes import Code
from shared.contracts.cohort.participation import ParticipationEvent
from shared.contracts.events import Event
from shared.contracts.intake import Reason
from shared.contracts.people import PersonRef
from shared.contracts.requests import Command, Model, Query

#: A key of the program file's [convenings].
ConveningKind = Annotated[str, Field(max_length=40)]
InvitationState = Literal["invited", "yes", "no", "attended", "excused"]


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


class ConveningInvited(ParticipationEvent):
    """One person of a city is invited, or told anew after a move: `sequence` rises."""

    convening_id: UUID
    kind: ConveningKind
    person: PersonRef
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    rsvp_by: date
    sequence: int


class ConveningAnswered(ParticipationEvent):
    """Yes or no, for one role of a city; `delegated` when somebody else comes."""

    convening_id: UUID
    kind: ConveningKind
    role: str
    answer: Literal["yes", "no"]
    delegated: bool


class ConveningAttended(ParticipationEvent):
    """Checked in, or excused."""

    convening_id: UUID
    kind: ConveningKind
    role: str
    attendance: Literal["attended", "excused"]


class Invitation(Model):
    code: str
    city: str
    role: str
    ref: str
    state: InvitationState
    delegated: bool


class ConveningDetail(Model):
    id: UUID
    cohort: str
    kind: ConveningKind
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


class GetConvening(Query[ConveningDetail]):
    cohort: str
    kind: ConveningKind


class ScheduleConvening(Command[ConveningDetail]):
    """Schedule a gathering of the cohort, or move it. Its days lie in the program's window, in the venue's zone."""

    cohort: str
    kind: ConveningKind
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    time_zone: str = Field(max_length=60)
    place: str = Field(min_length=1, max_length=200)
    capacity: int = Field(ge=1, le=5000)
    rsvp_by: date
    override: Reason | None = None


class InviteToConvening(Command[ConveningDetail]):
    """Invite the people of every active city by the roles of the program file. Again: only who is new."""

    cohort: str
    kind: ConveningKind


class AnswerInvitation(Command[ConveningDetail]):
    """A city's answer for one role; `ref` where several people of that role are invited."""

    cohort: str
    kind: ConveningKind
    code: Code
    role: str = Field(max_length=40)
    answer: Literal["yes", "no"]
    ref: str | None = Field(None, max_length=80)
    delegate: str | None = Field(None, max_length=120)
    override: Reason | None = None


class CheckIn(Command[ConveningDetail]):
    """Who came, and who is excused."""

    cohort: str
    kind: ConveningKind
    code: Code
    role: str = Field(max_length=40)
    ref: str | None = Field(None, max_length=80)
    excused: bool = False
