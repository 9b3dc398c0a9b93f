"""When the owner of a draft is reminded that its call closes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.program.reminding import due_reminder


@dataclass(frozen=True)
class RemindableDraft:
    """A draft in a call that closes within days; `told`: how many days before its owner was reminded."""

    id: UUID
    code: str
    call: str
    closes_at: datetime
    saved_at: datetime
    time_zone: str
    told: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        return self.code


def due_days(draft: RemindableDraft, days_before: Iterable[int], hour: int, now: datetime) -> int | None:
    """The number of days before the closing of which it is time to remind.

    Counted from the day on which the call closes in the city. Who has saved since needs none.
    """
    closing_day = draft.closes_at.astimezone(ZoneInfo(draft.time_zone)).date()
    due = due_reminder(closing_day, draft.time_zone, days_before, hour, now)
    return due.days if due and now < draft.closes_at and draft.saved_at < due.moment else None
