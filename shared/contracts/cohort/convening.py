"""Convenings: in-person gatherings of many cities, with invitations by role."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.contracts.codes import Code
from shared.contracts.cohort.participation import ParticipationEvent
from shared.contracts.events import Event
from shared.contracts.field_types import HumanName, Reason
from shared.contracts.notices import Notice
from shared.contracts.people import Language, PersonRef
from shared.contracts.requests import Command, Model, Page, Query

#: A key of the program file's [convenings].
ConveningKind = Annotated[str, Field(max_length=40)]
InvitationState = Literal["invited", "yes", "no", "attended", "excused", "removed"]
ConveningState = Literal["scheduled", "cancelled", "thanked"]
Need = Annotated[str, Field(min_length=1, max_length=1000)]


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


class ConveningUninvited(ParticipationEvent):
    """Somebody is not expected any more: removed, or everybody since it is `cancelled`."""

    convening_id: UUID
    kind: ConveningKind
    person: PersonRef
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    sequence: int
    cancelled: bool


class ConveningReminded(ParticipationEvent):
    """Somebody has not answered, and the last day for it is near."""

    convening_id: UUID
    kind: ConveningKind
    person: PersonRef
    starts_at: datetime
    time_zone: str
    rsvp_by: date


class ConveningNear(ParticipationEvent):
    """Somebody comes to a convening that is near."""

    convening_id: UUID
    kind: ConveningKind
    person: PersonRef
    starts_at: datetime
    ends_at: datetime
    time_zone: str


class NeedsGiven(ParticipationEvent):
    """Somebody said what they need to come; what it is stays in the owner's table."""

    convening_id: UUID
    kind: ConveningKind
    role: str


class AttendanceThanked(ParticipationEvent):
    """Somebody who came is thanked."""

    convening_id: UUID
    kind: ConveningKind
    person: PersonRef


class ConveningAnswered(ParticipationEvent):
    """Yes or no, for one role of a city; `delegated` when somebody else comes."""

    convening_id: UUID
    kind: ConveningKind
    role: str
    answer: Literal["yes", "no"]
    delegated: bool
    person: PersonRef | None = None
    starts_at: datetime | None = None
    time_zone: str | None = None


class ConveningAttended(ParticipationEvent):
    """Checked in, or excused."""

    convening_id: UUID
    kind: ConveningKind
    role: str
    attendance: Literal["attended", "excused"]


class ConveningAttendanceUndone(ParticipationEvent):
    """They were checked in, or excused, by mistake."""

    convening_id: UUID
    kind: ConveningKind
    role: str


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


class InviteToConvening(Command[ConveningDetail]):
    """Invite the people of every active city by the roles of the program file. Again: only who is new.

    With `code`, the people of that city, with `role` or `ref` those alone: who was uninvited is invited again.
    """

    cohort: str
    kind: ConveningKind
    code: Code | None = None
    role: str | None = Field(None, max_length=40)
    ref: str | None = Field(None, max_length=80)


class CancelConvening(Command[ConveningDetail]):
    """Everybody who was invited and did not say no is told."""

    cohort: str
    kind: ConveningKind
    reason: Reason


class Uninvite(Command[ConveningDetail]):
    """One person is not expected any more, and their seat is free."""

    cohort: str
    kind: ConveningKind
    code: Code
    role: str = Field(max_length=40)
    ref: str | None = Field(None, max_length=80)


class RecordNeeds(Command[ConveningDetail]):
    """What somebody needs to come. Private: shown to those who prepare the gathering, told nowhere."""

    cohort: str
    kind: ConveningKind
    code: Code
    role: str = Field(max_length=40)
    ref: str | None = Field(None, max_length=80)
    travel: Need | None = None
    diet: Need | None = None
    access: Need | None = None
    interpretation: Language | None = None


class Needs(Model):
    """`name` as in `Invitation`."""

    code: str
    city: str
    role: str
    ref: str
    name: str | None = None
    delegate: str | None = None
    travel: str | None
    diet: str | None
    access: str | None
    interpretation: Language | None


class ListNeeds(Query[Page[Needs]]):
    """Of those who come or have not answered."""

    audited = "read"

    cohort: str
    kind: ConveningKind


class ThankForConvening(Command[ConveningDetail]):
    """When it is over: thank those who came. Nothing of it changes afterwards."""

    cohort: str
    kind: ConveningKind


class InvitationLetter(Model):
    """What a letter of invitation says; who asks for it makes the document."""

    program: str
    title: str
    titles: dict[str, str]  # by language
    language: Language
    code: str
    city: str
    role: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str
    rsvp_by: date
    reply_to: str


class GetInvitationLetter(Query[InvitationLetter]):
    cohort: str
    kind: ConveningKind
    code: Code
    role: str = Field(max_length=40)
    ref: str | None = Field(None, max_length=80)


class AnswerInvitation(Command[ConveningDetail]):
    """A city's answer for one role; `ref` where several people of that role are invited."""

    cohort: str
    kind: ConveningKind
    code: Code
    role: str = Field(max_length=40)
    answer: Literal["yes", "no"]
    ref: str | None = Field(None, max_length=80)
    delegate: HumanName | None = None
    override: Reason | None = None


class CheckIn(Command[ConveningDetail]):
    """Who came, and who is excused. Whoever is in already is in since then."""

    cohort: str
    kind: ConveningKind
    code: Code
    role: str = Field(max_length=40)
    ref: str | None = Field(None, max_length=80)
    excused: bool = False


class UndoCheckIn(Command[ConveningDetail]):
    """Somebody was checked in, or excused, by mistake: their answer stands again."""

    cohort: str
    kind: ConveningKind
    code: Code
    role: str = Field(max_length=40)
    ref: str | None = Field(None, max_length=80)
