"""What goes out by itself in the next days: asked of every service that reminds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from shared.contracts import cohort, eligibility, intake
from shared.contracts.reminders import Upcoming, UpcomingReminders
from shared.contracts.requests import Query
from shared.views.people import Call, names_of_those
from shared.wording import say

ASKED: tuple[type[Query[UpcomingReminders]], ...] = (
    intake.ListUpcomingReminders,
    eligibility.ListUpcomingReminders,
    cohort.ListUpcomingReminders,
)
COUNTED_DAYS = 30


def asked(days: int, limit: int) -> list[Any]:
    """A request for each of them."""
    return [model.model_validate({"days": days, "limit": limit}) for model in ASKED]


def together(found: Iterable[UpcomingReminders], limit: int) -> UpcomingReminders:
    """The earliest first."""
    answers = list(found)
    items = sorted((one for answer in answers for one in answer.items), key=lambda one: (one.at, one.code, one.rule))
    return UpcomingReminders(items=tuple(items[:limit]), total=sum(answer.total for answer in answers))


def readers_of(call: Call, items: Sequence[Upcoming], language: str) -> list[str]:
    """To whom each goes: by name, where one person is named, else by what they are to the city."""
    names = names_of_those(call, {one.recipient: one.code for one in items if one.recipient})
    return [names[one.recipient] if one.recipient else say(language, f"reminder_readers.{one.to}") for one in items]


def reason_of(one: Upcoming, language: str) -> str:
    return say(language, f"reminder_reasons.{one.subject}", on=one.on.isoformat())
