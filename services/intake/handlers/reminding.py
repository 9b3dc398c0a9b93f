"""Reminders to the owners of drafts, before a call closes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from services.intake.domain.reminders import is_waited_for
from shared.contracts import intake
from shared.contracts.reminders import UpcomingReminders
from shared.program.reminding import Coming, coming, days_near, due_rules, upcoming

if TYPE_CHECKING:
    from services.intake.domain.reminders import RemindableDraft
    from services.intake.repository import Repository
    from shared.messaging.outbox import Outbox
    from shared.messaging.reminded import Reminded
    from shared.program.model import Program
    from shared.program.reminders import ReminderRule


def list_due_drafts(
    repository: Repository, program: Program, reminded: Reminded, now: datetime
) -> list[RemindableDraft]:
    """Those whose owner is to be reminded now and was not yet."""
    found = list_near(repository, program, now, now)
    return [one for one in found if any(not reminded.knows(rule, one.awaited) for rule in due(one, program, now))]


def remind_draft(
    draft: RemindableDraft,
    outbox: Outbox,
    program: Program,
    reminded: Reminded,
    now: datetime,
) -> None:
    for rule in due(draft, program, now):
        if reminded.take(rule, draft.awaited):
            keys = {"application_id": draft.id, "code": draft.code, "call": draft.call}
            event = keys | {"days": -rule.offset_days, "closes_at": draft.closes_at}
            outbox.record(intake.DraftReminderDue.model_validate(event))


def list_upcoming(
    request: intake.ListUpcomingReminders, repository: Repository, program: Program, now: datetime
) -> UpcomingReminders:
    until = now + timedelta(days=request.days)
    found = (
        Coming(moment, rule, one.awaited, one.code)
        for one in list_near(repository, program, now, until)
        for moment, rule in coming(program.reminders, one.awaited, now, until)
        if moment < one.closes_at
    )
    return upcoming(found, request.limit)


def list_near(repository: Repository, program: Program, now: datetime, until: datetime) -> list[RemindableDraft]:
    """Of calls that close so soon that somebody may be reminded until then."""
    _, last = days_near(program.reminders, "draft", now, until)
    return repository.list_remindable(now, datetime.combine(last, now.timetz()))


def due(draft: RemindableDraft, program: Program, now: datetime) -> list[ReminderRule]:
    return [rule for rule in due_rules(program.reminders, draft.awaited, now) if is_waited_for(draft, rule, now)]
