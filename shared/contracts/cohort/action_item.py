"""Action items: what was agreed on in a session, who does it and by when."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.cohort.session import ActionItem, ItemState, SessionEvent
from shared.contracts.field_types import HumanName, IsoDate, Text
from shared.contracts.people import PersonRef
from shared.contracts.requests import Command, Page, Query


class ActionItemAgreed(SessionEvent):
    """Somebody does something by a day. `owner` is set where it is a person whom mail can reach."""

    item_id: UUID
    owner: PersonRef | None
    due_on: date


class ActionItemChanged(SessionEvent):
    """Done, dropped, or open again."""

    item_id: UUID
    state: ItemState


class ActionItemPassed(SessionEvent):
    """Its owner is gone, and somebody else of the city does it. `owner` is set where mail can reach them."""

    item_id: UUID
    owner: PersonRef | None
    due_on: date


class ActionItemDue(SessionEvent):
    """It is open, and its day is near or has passed: its owner is told, or the team where mail reaches nobody; later
    the city's coach, then staff."""

    item_id: UUID
    due_on: date
    told: Literal["city_before", "city", "coach", "staff"]
    owner: PersonRef | None
    coach: PersonRef | None


class ListActionItems(Query[Page[ActionItem]]):
    """What was agreed with a city, the next due first."""

    audited = "read"

    code: Code
    state: ItemState | None = None
    limit: int = Field(100, ge=1, le=500)
    after: str | None = None


class AgreeActionItem(Command[ActionItem]):
    """Who does what by when. The owner is a person of the roster by `owner_ref`, or named."""

    session_id: UUID
    code: Code | None = None  # may be left out where the session is for one city
    what: Annotated[str, Text(3, 500)]
    owner: HumanName | None = None
    owner_ref: Annotated[str, Text(1, 80)] | None = None
    due_on: IsoDate


class ChangeActionItem(Command[ActionItem]):
    item_id: UUID
    state: ItemState
