"""Lead coaches: who coaches which city, in which languages, with how many hours."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.cohort.participation import Participation, ParticipationEvent
from shared.contracts.field_types import Reason
from shared.contracts.people import Language
from shared.contracts.requests import Command, Model, Page, Query

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


class ListCoaches(Query[Page[CoachLoad]]):
    pass


class AssignCoach(Command[Participation]):
    """Give a city its lead coach: one who speaks its language and has the hours."""

    code: Code
    coach: UUID
    override: Reason | None = None


class SetCoachHours(Command[CoachLoad]):
    """How many hours a month a coach gives."""

    coach: UUID
    hours: Hours
