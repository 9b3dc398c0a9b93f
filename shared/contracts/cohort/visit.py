"""The city visit: proposed, scheduled, held, written up."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.contracts.codes import Code
from shared.contracts.cohort.participation import ParticipationEvent
from shared.contracts.field_types import HumanName, Reason, Text, YesNo
from shared.contracts.notices import Notice
from shared.contracts.people import PersonRef
from shared.contracts.requests import Command, Model, Query


class VisitScheduled(ParticipationEvent):
    """A city visit has its time, anew when it was moved. `sequence` rises with each move."""

    visit_id: UUID
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    sequence: int
    coach: PersonRef | None = None  # the city's lead coach, who comes too


class VisitProposed(ParticipationEvent):
    """A time is proposed for the visit; nobody is invited yet."""

    visit_id: UUID
    starts_at: datetime
    ends_at: datetime
    time_zone: str


class VisitAnswered(ParticipationEvent):
    """The city says whether the proposed time suits it. What it wrote stays here."""

    visit_id: UUID
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    suits: bool
    coach: PersonRef | None = None  # the city's lead coach


class VisitCancelled(ParticipationEvent):
    """It does not take place; it may be scheduled anew. The times are those that it had."""

    visit_id: UUID
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    sequence: int
    was_scheduled: bool
    coach: PersonRef | None = None


class VisitGuestChanged(ParticipationEvent):
    """Somebody else comes to the visit, which stays as it is for all others."""

    visit_id: UUID
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    sequence: int
    invited: PersonRef | None
    gone: PersonRef | None


class VisitHeld(ParticipationEvent):
    """The visit took place."""

    visit_id: UUID
    held_on: date


class VisitWrittenUp(ParticipationEvent):
    """The visit's outputs are recorded."""

    visit_id: UUID


class RankedPriority(Model):
    rank: int = Field(ge=1, le=20)
    title: str = Field(min_length=1, max_length=200)


class TeamMember(Model):
    name: HumanName
    role: str = Field(min_length=1, max_length=80)
    lead: bool = False


class MetMember(TeamMember):
    """As it was written down, whatever names were like then."""

    name: str


class VisitOutputs(Model):
    """What a visit leaves: vision, stakeholders met, roster with one lead, ranked priorities."""

    vision: str = Field(min_length=20, max_length=5000)
    stakeholders: tuple[str, ...] = Field(min_length=1, max_length=100)
    roster: tuple[MetMember, ...] = Field(min_length=1, max_length=50)
    priorities: tuple[RankedPriority, ...] = Field(min_length=1, max_length=20)


class VisitAnswer(Model):
    """To the time that is proposed; a later proposal has none yet."""

    suits: bool
    note: str | None
    answered_at: datetime


class Visit(Model):
    id: UUID
    state: Literal["proposed", "scheduled", "held", "written_up", "cancelled"]
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str
    participants: tuple[str, ...]
    held_on: date | None
    write_up_due_on: date | None
    overdue: bool  # held, its write-up late
    outputs: VisitOutputs | None
    cancelled_because: str | None
    answer: VisitAnswer | None = None
    notices: tuple[Notice, ...] = ()  # whom no invitation reaches


class GetVisit(Query[Visit]):
    audited = "read"

    code: Code


class ProposeVisit(Command[Visit]):
    """Propose a time for the city visit, before it is agreed."""

    code: Code
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    place: str = Field(min_length=1, max_length=200)
    participants: tuple[HumanName, ...] = Field(max_length=50, default=())
    override: Reason | None = None


class AnswerVisit(Command[Visit]):
    """Say whether the proposed time suits the city; where it does not, what would."""

    code: Code
    suits: YesNo
    note: Annotated[str, Text(3, 2000, lines=True)] | None = None


class ScheduleVisit(Command[Visit]):
    """Schedule the city visit, or move it. Its days lie in the window around the cohort's start, in the city's zone."""

    code: Code
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    place: str = Field(min_length=1, max_length=200)
    participants: tuple[HumanName, ...] = Field(max_length=50, default=())
    override: Reason | None = None


class CancelVisit(Command[Visit]):
    code: Code
    reason: Reason


class HoldVisit(Command[Visit]):
    """Record that the visit took place."""

    code: Code
    held_on: date


class WriteUpVisit(Command[Visit]):
    """The visit's outputs: vision, stakeholders met, roster with one lead, ranked priorities."""

    code: Code
    vision: str = Field(min_length=20, max_length=5000)
    stakeholders: tuple[str, ...] = Field(min_length=1, max_length=100)
    roster: tuple[TeamMember, ...] = Field(min_length=1, max_length=50)
    priorities: tuple[RankedPriority, ...] = Field(min_length=1, max_length=20)
