"""Reminders of offers and reviews, which go out by the clock."""

from __future__ import annotations

from shared.contracts.reminders import AskedReminders, UpcomingReminders
from shared.contracts.requests import Query


class ListUpcomingReminders(AskedReminders, Query[UpcomingReminders]):
    """Of offers and reviews."""
