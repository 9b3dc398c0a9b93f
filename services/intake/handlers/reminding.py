"""Reminders to the owners of drafts, before a call closes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from services.intake.domain.reminders import due_days
from shared.contracts import intake

if TYPE_CHECKING:
    from services.intake.domain.reminders import RemindableDraft
    from services.intake.repository import Repository
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program

A_DAY = timedelta(days=1)


def list_due_drafts(repository: Repository, program: Program, now: datetime) -> list[RemindableDraft]:
    """Those whose owner is to be reminded now and was not yet."""
    days_before, hour = program.call.draft_reminder_days, program.call.reminder_hour
    until = now + timedelta(days=max(days_before, default=0)) + A_DAY
    due = [(draft, due_days(draft, days_before, hour, now)) for draft in repository.list_remindable(now, until)]
    return [draft for draft, days in due if days is not None and days not in draft.told]


def remind_draft(
    draft: RemindableDraft, repository: Repository, outbox: Outbox, program: Program, now: datetime
) -> None:
    days = due_days(draft, program.call.draft_reminder_days, program.call.reminder_hour, now)
    if days is not None and repository.insert_reminder(draft, days):
        keys = {"application_id": draft.id, "code": draft.code, "call": draft.call}
        event = keys | {"days": days, "closes_at": draft.closes_at}
        outbox.record(intake.DraftReminderDue.model_validate(event))
