"""Reminders of drafts, before their call closes, which go out by the clock."""

from __future__ import annotations

from shared.contracts.reminders import AskedReminders, UpcomingReminders
from shared.contracts.requests import Query


class ListUpcomingReminders(AskedReminders, Query[UpcomingReminders]):
    """Of drafts, before their call closes."""
