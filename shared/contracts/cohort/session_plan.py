"""Planning sessions: for whom, when, once or every so many weeks; moved, or for others."""

from __future__ import annotations

from datetime import time
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from shared.contracts.codes import Code
from shared.contracts.cohort.session import Session, SessionSeries
from shared.contracts.field_types import HumanName, IsoDate, Reason, Text, TimeZone, distinct
from shared.contracts.people import Language
from shared.contracts.requests import Command, Model

_Kind = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
_Line = Annotated[str, Text(1, 200)]
_Brought = Annotated[str, Text(1, 500)]

SESSION_MINUTES_MOST = 24 * 60
SERIES_MOST = 60  # sessions


class NamedPerson(Model):
    """Of the roster by `ref`, else somebody by name, whom no mail reaches."""

    code: Code
    ref: Annotated[str, Text(1, 80)] | None = None
    name: HumanName | None = None
    role: Annotated[str, Text(1, 80)] | None = None


class SessionPeople(Model):
    """Whom a session is for. Without `cities`: every city of the cohort, also those that join later. Without `roles`
    and `people`: the roles that the program file has for its kind."""

    cities: Annotated[tuple[Code, ...], Field(max_length=200), AfterValidator(distinct)] = ()
    roles: Annotated[tuple[_Kind, ...], Field(max_length=20), AfterValidator(distinct)] = ()
    people: tuple[NamedPerson, ...] = Field((), max_length=100)


class SessionPlan(SessionPeople):
    """What is settled when a session, or a series of them, is scheduled. `language` None: the one that its cities
    share, else the program's first."""

    cohort: str = Field(max_length=40)
    kind: _Kind
    title: _Line
    place: Annotated[str, Text(1, 500)]
    language: Language | None = None
    interpretation: Annotated[tuple[Language, ...], AfterValidator(distinct)] = ()
    coach_id: UUID | None = None
    speaker: _Line | None = None
    bring: _Brought | None = None
    modules: Annotated[tuple[_Line, ...], Field(max_length=30), AfterValidator(distinct)] = ()
    override: Reason | None = None


class ScheduleSession(SessionPlan, Command[Session]):
    """Schedule a session. What it needs follows from its kind in the program file."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime
    time_zone: TimeZone


class ScheduleSeries(SessionPlan, Command[SessionSeries]):
    """Schedule sessions at the same wall time every so many weeks, whatever the clocks of the zone do between."""

    first_on: IsoDate
    at: time
    minutes: int = Field(ge=5, le=SESSION_MINUTES_MOST)
    time_zone: TimeZone
    every_weeks: int = Field(1, ge=1, le=13)
    count: int = Field(ge=2, le=SERIES_MOST)


class MoveSession(Command[Session]):
    """Another time, place or coach, or something else to bring; a cancelled session takes place after all. Everybody is
    told anew."""

    session_id: UUID
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    time_zone: TimeZone | None = None
    place: Annotated[str, Text(1, 500)] | None = None
    coach_id: UUID | None = None
    bring: _Brought | None = None
    override: Reason | None = None
    expected_version: int | None = None


class ChangeSessionPeople(SessionPeople, Command[Session]):
    """Other cities or people. Who is new is invited, who is removed is told."""

    session_id: UUID
    override: Reason | None = None
    expected_version: int | None = None
