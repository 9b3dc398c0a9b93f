"""Lead coaches: who coaches which city, in which languages, with how many hours."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, Field

from shared.contracts.codes import Code
from shared.contracts.cohort.participation import Hanging, Participation, ParticipationEvent
from shared.contracts.field_types import Reason, distinct
from shared.contracts.notices import Notice
from shared.contracts.people import Language
from shared.contracts.requests import Command, Model, Outcomes, Page, Query

Hours = Annotated[int, Field(strict=True, ge=0, le=200)]


class CoachAssigned(ParticipationEvent):
    """A city has a lead coach, or another one."""

    coach_id: UUID
    previous_coach_id: UUID | None


class CoachLoad(Model):
    """`hours`: what the coach gives in a month; `load`: what their cities ask for."""

    id: UUID
    languages: tuple[Language, ...]
    hours: int
    load: int
    cities: tuple[str, ...]  # tracking codes
    sessions: tuple[Hanging, ...] = ()  # that the coach is still booked for, where their hours were changed
    notices: tuple[Notice, ...] = ()


class ListCoaches(Query[Page[CoachLoad]]):
    pass


class CoachedCity(Participation):
    """`sessions`: those of the city that its former coach still holds; they are listed, not moved."""

    former_coach_id: UUID | None = None
    sessions: tuple[Hanging, ...] = ()
    notices: tuple[Notice, ...] = ()


class AssignCoach(Command[CoachedCity]):
    """Give a city its lead coach: one who speaks its language and has the hours. The visit goes with the lead."""

    code: Code
    coach: UUID
    override: Reason | None = None


class SetCoachHours(Command[CoachLoad]):
    """How many hours a month a coach gives. 0: they are on leave; what they are booked for is listed, not moved."""

    coach: UUID
    hours: Hours


class Reassigned(Model):
    """What went to the other coach: the lead of the city, these sessions."""

    code: str
    lead: bool
    sessions: tuple[UUID, ...]


class ReassignCoach(Command[Outcomes[Reassigned]]):
    """What a coach leads and holds goes to another, each city by itself: one that is refused holds up no other.

    Language, hours and clashes are judged as when it was assigned. Without `cities`: all of them.
    """

    in_parts: ClassVar[bool] = True

    coach: UUID
    to: UUID
    cities: Annotated[tuple[Code, ...], Field(max_length=200), AfterValidator(distinct)] = ()
    override: Reason | None = None
