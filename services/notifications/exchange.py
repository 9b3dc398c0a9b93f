"""A call or a reply that somebody of the program entered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.contracts.errors import Detail, Refusal


@dataclass(frozen=True)
class ExchangeRecord:
    """`person`: who of the city it was, as it was typed; `logged_by`: the actor."""

    id: UUID
    application_id: UUID
    code: str
    kind: str
    direction: str
    held_on: date
    person: str
    notes: str
    logged_by: str
    logged_at: datetime


def insist_on_past(held_on: date, today: date) -> None:
    if held_on > today:
        raise Refusal("invalid", Detail("held_on", "after_today", today=today))
