"""A city's calendar, behind a secret link of each of its people; no names of anybody."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.people import Language
from shared.contracts.requests import Command, Model, Query

CalendarNoun = Literal["visit", "session", "convening"]


class CalendarFeed(Model):
    """`made_at` None: there is no link yet. `secret`: of the link that was made just now; it is told once."""

    code: str
    made_at: datetime | None
    secret: str | None = Field(None, repr=False)


class GetCalendarFeed(Query[CalendarFeed]):
    """Whether one has a link to the city's calendar."""

    code: Code


class RenewCalendarFeed(Command[CalendarFeed]):
    """Make oneself a link to the city's calendar; the one before leads nowhere any more."""

    remembered: ClassVar[bool] = False

    code: Code


class CalendarEntry(Model):
    """`kind`: of a session or a convening, as the program file names it. `title` None: the noun has none of its own.
    `modules`, `bring`: of a session, what it is about and what people are asked to bring along."""

    noun: CalendarNoun
    id: UUID
    kind: str | None
    title: str | None
    titles: dict[str, str] = Field(default_factory=dict)  # by language
    starts_at: datetime
    ends_at: datetime | None
    time_zone: str
    place: str | None
    modules: tuple[str, ...] = ()
    bring: str | None = None
    sequence: int
    cancelled: bool


class Calendar(Model):
    code: str
    city: str
    language: Language
    entries: tuple[CalendarEntry, ...]


class GetCalendar(Query[Calendar]):
    """By the secret of a link, while its owner is of the city or its lead coach."""

    secret: str = Field(min_length=20, max_length=100, repr=False)
