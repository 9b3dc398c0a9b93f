"""What was said with a city by telephone or in replies: entered by hand, for those who run the program."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.events import Event
from shared.contracts.field_types import HumanName, IsoDate, Text
from shared.contracts.requests import Command, Model, Page, Query

ExchangeKind = Literal["call", "reply"]
ExchangeDirection = Literal["from_city", "to_city"]


class ExchangeEvent(Event, aggregate="exchange"):
    exchange_id: UUID
    application_id: UUID
    code: str


class ExchangeLogged(ExchangeEvent):
    """A call or a reply was entered; with whom and what was said stay in the service."""

    kind: ExchangeKind
    direction: ExchangeDirection
    held_on: date


class Exchange(Model):
    """`logged_by`: as recorded, such as `person:<id>`."""

    id: UUID
    code: str
    kind: ExchangeKind
    direction: ExchangeDirection
    held_on: date
    person: str
    notes: str
    logged_by: str
    logged_at: datetime


class ListExchanges(Query[Page[Exchange]]):
    """Of one city, the latest first; a coach reads those of their own cities."""

    audited = "read"

    code: Code
    limit: int = Field(100, ge=1, le=500)
    after: str | None = None


class LogExchange(Command[Exchange]):
    """Enter a call or a reply: who of the city it was, and what was said."""

    code: Code
    kind: ExchangeKind
    direction: ExchangeDirection
    held_on: IsoDate
    person: HumanName
    notes: Annotated[str, Text(3, 5000, lines=True)]
