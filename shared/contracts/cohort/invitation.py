"""Invitations to a convening: who comes, what they need, who came."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.cohort.convening import ConveningDetail, ConveningKind
from shared.contracts.cohort.participation import ParticipationEvent
from shared.contracts.field_types import HumanName, Reason
from shared.contracts.people import Language, PersonRef
from shared.contracts.requests import Command, Model, Page, Query

Need = Annotated[str, Field(min_length=1, max_length=1000)]


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


class InviteToConvening(Command[ConveningDetail]):
    """Invite the people of every active city by the roles of the program file. Again: only who is new.

    With `code`, the people of that city, with `role` or `ref` those alone: who was uninvited is invited again.
    """

    cohort: str
    kind: ConveningKind
    code: Code | None = None
    role: str | None = Field(None, max_length=40)
    ref: str | None = Field(None, max_length=80)


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
    travel: Need | None = None
    diet: Need | None = None
    access: Need | None = None
    interpretation: Language | None = None
    ref: str | None = Field(None, max_length=80)


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
    delegate: HumanName | None = None
    ref: str | None = Field(None, max_length=80)
    override: Reason | None = None


class CheckIn(Command[ConveningDetail]):
    """Who came, and who is excused. Whoever is in already is in since then."""

    cohort: str
    kind: ConveningKind
    code: Code
    role: str = Field(max_length=40)
    excused: bool = False
    ref: str | None = Field(None, max_length=80)


class UndoCheckIn(Command[ConveningDetail]):
    """Somebody was checked in, or excused, by mistake: their answer stands again."""

    cohort: str
    kind: ConveningKind
    code: Code
    role: str = Field(max_length=40)
    ref: str | None = Field(None, max_length=80)
