"""Dates and times as each language writes them. Each time names its zone.

Values come as they are stored: moments and dates in ISO 8601, zones by their IANA name.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from shared.program.wall_time import end_of_day as last_second
from shared.wording.language import LOCALES
from shared.wording.zones import zone_name

NO_BREAK = "\u00a0"
FIRST_OF_A_MONTH = re.compile(r"\b1 ")  # French writes it as an ordinal


def moment(language: str, value: str, zone: str, reader_zone: str | None = None) -> str:
    """A point in time with the name of its zone; and in the reader's own where the clock shows something else there."""
    at = datetime.fromisoformat(value).astimezone(ZoneInfo(zone))
    shown = f"{_day(language, at.date())}, {clock(language, at)}"
    there = at.astimezone(ZoneInfo(reader_zone or zone))
    if there.utcoffset() == at.utcoffset():
        return shown
    day = "" if there.date() == at.date() else f"{_day(language, there.date())}, "
    return f"{shown} / {day}{clock(language, there)}"


def end_of_day(language: str, value: str, zone: str, reader_zone: str | None = None) -> str:
    """The last moment of a date in a zone: "by that day" as people can act on it."""
    last = last_second(date.fromisoformat(value), zone)
    return moment(language, last.isoformat(), zone, reader_zone)


def day(language: str, value: str) -> str:
    return _day(language, date.fromisoformat(value))


def calendar_day(language: str, value: str) -> str:
    """Without the weekday, which Spanish and Portuguese do not take after the words of a sentence as English does."""
    return _written(language, date.fromisoformat(value), "long")


def clock(language: str, at: datetime) -> str:
    """The hour, which no line break parts, with the name of its zone."""
    locale = LOCALES[language]
    hour = _hour_in_french(at) if language == "fr" else str(format_time(at, "short", locale=locale))
    return f"{hour.replace(' ', NO_BREAK)} ({zone_name(at, locale)})"


def _hour_in_french(at: datetime) -> str:
    """8 h, and 8 h 05: a zero before the hour, or minutes of a full one, are written in tables alone."""
    return f"{at.hour} h {at.minute:02}" if at.minute else f"{at.hour} h"


def _day(language: str, on: date) -> str:
    """Spanish puts the weekday before the date without a comma, so that an article may stand before it."""
    shown = _written(language, on, "full")
    return shown.replace(", ", " ", 1) if language == "es" else shown


def _written(language: str, on: date, form: str) -> str:
    written = str(format_date(on, form, locale=LOCALES[language]))
    return FIRST_OF_A_MONTH.sub("1er ", written) if language == "fr" and on.day == 1 else written
