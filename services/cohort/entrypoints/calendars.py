"""Calendars behind secret links."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import calendars
from shared.contracts import cohort as contract
from shared.messaging.entrypoints import answers


class Calendars(Entrypoints):
    get_calendar = answers(contract.GetCalendar, calendars.get_calendar)
    get_calendar_feed = answers(contract.GetCalendarFeed, calendars.get_feed)
    renew_calendar_feed = answers(contract.RenewCalendarFeed, calendars.renew_feed)
