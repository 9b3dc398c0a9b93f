"""Reminders to the owners of drafts, before a call closes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from services.intake.domain.reminders import due_days
from shared.contracts import intake

if TYPE_CHECKING:
    from services.intake.repository import Repository
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program

AT_ONCE = 200  # drafts in one transaction
A_DAY = timedelta(days=1)


def remind_drafts(
    repository: Repository, outbox: Outbox, program: Program, now: datetime, after: UUID | None
) -> UUID | None:
    """One batch of drafts; the last one's id while there may be more."""
    days_before = program.call.draft_reminder_days
    until = now + timedelta(days=max(days_before, default=0)) + A_DAY
    drafts = repository.list_remindable(now, until, after, AT_ONCE)
    for draft in drafts:
        days = due_days(draft, days_before, program.call.reminder_hour, now)
        if days is not None and repository.insert_reminder(draft, days):
            keys = {"application_id": draft.id, "code": draft.code, "call": draft.call}
            event = keys | {"days": days, "closes_at": draft.closes_at}
            outbox.record(intake.DraftReminderDue.model_validate(event))
    return drafts[-1].id if len(drafts) == AT_ONCE else None
