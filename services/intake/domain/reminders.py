"""Of which drafts their owners are reminded, before the call closes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.program.reminders import ReminderRule
from shared.program.reminding import Awaited, moment_of


@dataclass(frozen=True)
class RemindableDraft:
    """A draft in a call that is open; `time_zone` of its city."""

    id: UUID
    code: str
    call: str
    closes_at: datetime
    saved_at: datetime
    time_zone: str

    @property
    def key(self) -> str:
        return self.code

    @property
    def awaited(self) -> Awaited:
        """Counted from the day on which the call closes in the city; another closing moment has its own reminders."""
        closing_day = self.closes_at.astimezone(ZoneInfo(self.time_zone)).date()
        return Awaited("draft", str(self.id), closing_day, self.time_zone, self.closes_at.astimezone(UTC).isoformat())


def is_waited_for(draft: RemindableDraft, rule: ReminderRule, now: datetime) -> bool:
    """Who has saved since the hour of the reminder needs none."""
    return now < draft.closes_at and draft.saved_at < moment_of(rule, draft.awaited)
