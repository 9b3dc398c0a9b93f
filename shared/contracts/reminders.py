"""What goes out by itself: asked of each service that reminds, of what it waits for now."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from shared.contracts.requests import Model


class Upcoming(Model):
    """A reminder whose moment is to come. It is looked at again when it falls due: an answer, a moved day change it.

    `to`: whom the mail is for, by role; `recipient`: the one person whom it names. `zone`: of the hour. `on`: the day
    that it is counted from.
    """

    at: datetime
    zone: str
    rule: str
    subject: str
    on: date
    condition: str
    template: str
    to: str
    code: str
    recipient: str | None = None


class UpcomingReminders(Model):
    """The earliest first, as many as were asked for; `total`: how many there are."""

    items: tuple[Upcoming, ...]
    total: int


class AskedReminders(Model):
    """Of the days to come."""

    days: int = Field(30, ge=1, le=366)
    limit: int = Field(500, ge=1, le=1000)
