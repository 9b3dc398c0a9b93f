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
        detail = Detail("ends_at", "end_before_start", "must come after starts_at")
        raise Refusal("invalid", "The end must come after the start.", (detail,))


def fits(starts_at: datetime, ends_at: datetime, zone: str, window: Window) -> bool:
    return outside_window("", starts_at, ends_at, zone, window) is None


def outside_window(what: str, starts_at: datetime, ends_at: datetime, zone: str, window: Window) -> Refusal | None:
    """The refusal for days outside the program's window, which a program lead may override. `what`: "a visit"."""
    days = {"starts_at": day_in(zone, starts_at), "ends_at": day_in(zone, ends_at)}
    details = tuple(
        Detail(field, "outside_window", f"must lie from {window.first} to {window.last}; {day} does not")
        for field, day in days.items()
        if day not in window
    )
    if not details:
        return None
    message = f"The window of {what} is {window.first} to {window.last}, days in {zone}."
    return Refusal("outside_window", message, details)
