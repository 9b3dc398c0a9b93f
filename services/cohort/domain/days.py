"""Days and windows, as the place where a thing happens counts them. One mechanism for all that has a time and a
place."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from shared.contracts.errors import Detail, Refusal
from shared.program.calendar import Window


def day_in(zone: str, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def insist_on_times(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Refusal("invalid", Detail("ends_at", "end_before_start"))


def fits(starts_at: datetime, ends_at: datetime, zone: str, window: Window) -> bool:
    return outside_window(starts_at, ends_at, zone, window) is None


def outside_window(starts_at: datetime, ends_at: datetime, zone: str, window: Window) -> Refusal | None:
    """The refusal for days outside the program's window, which a program lead may override."""
    days = {"starts_at": day_in(zone, starts_at), "ends_at": day_in(zone, ends_at)}
    details = tuple(
        Detail(field, "outside_window", first=window.first, last=window.last)
        for field, day in days.items()
        if day not in window
    )
    if not details:
        return None
    return Refusal("outside_window", *details, first=window.first, last=window.last, time_zone=zone)
