"""Dates and times as each language writes them. Each time names its zone.

Values come as they are stored: moments and dates in ISO 8601, zones by their IANA name.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, format_timedelta

from shared.program.wall_time import end_of_day as last_second
from shared.wording.language import locale_of
from shared.wording.zones import zone_name

NO_BREAK = "\u00a0"
FIRST = {"fr": "er", "pt": "º"}
FIRST_DAY = re.compile(r"\b1( (?:de )?\D)")


@lru_cache(maxsize=8192)  # a deadline is told in mails to thousands
def moment(language: str, value: str, zone: str, reader_zone: str | None = None) -> str:
    """A point in time with the name of its zone; and in the reader's own where the clock shows something else there."""
    at = datetime.fromisoformat(value).astimezone(ZoneInfo(zone))
    shown = f"{_day(language, at.date())}, {clock(language, at)}"
    there = at.astimezone(ZoneInfo(reader_zone or zone))
    if there.utcoffset() == at.utcoffset():
        return shown
    day = "" if there.date() == at.date() else f"{_day(language, there.date())}, "
    return f"{shown} / {day}{clock(language, there)}"


def time_of_day(language: str, value: str, zone: str) -> str:
    """A point in time, for whoever knows its day."""
    return clock(language, datetime.fromisoformat(value).astimezone(ZoneInfo(zone)))


def zone(language: str, zone: str) -> str:
    """What its clock is called, as in a moment."""
    return zone_name(datetime.now(ZoneInfo(zone)), locale_of(language))


def end_of_day(language: str, value: str, zone: str, reader_zone: str | None = None) -> str:
    """The last moment of a date in a zone: "by that day" as people can act on it."""
    last = last_second(date.fromisoformat(value), zone)
    return moment(language, last.isoformat(), zone, reader_zone)


def day(language: str, value: str) -> str:
    return _day(language, date.fromisoformat(value))


@lru_cache(maxsize=8192)  # rows of a page have few days
def calendar_day(language: str, value: str) -> str:
    """Without the weekday, which Portuguese does not take after the words of a sentence as English does."""
    return _with_first(language, str(format_date(date.fromisoformat(value), "long", locale=locale_of(language))))


@lru_cache(maxsize=8192)
def short_day(language: str, value: str) -> str:
    """For a column of a table."""
    shown = str(format_date(date.fromisoformat(value), "medium", locale=locale_of(language)))
    return _with_first(language, shown)


def local_day(at: datetime, zone: str) -> str:
    """The date of a moment by a clock, in ISO 8601: at eight in the evening in Lima it is the next day in UTC."""
    return at.astimezone(ZoneInfo(zone)).date().isoformat()


def span(language: str, seconds: int) -> str:
    """A wait, never said to be shorter than it is: 40 seconds, 12 minutes, 2 hours."""
    unit = next((one for one in (3600, 60) if seconds > one), 1)
    whole = timedelta(seconds=-(-seconds // unit) * unit)
    return str(format_timedelta(whole, granularity="second", threshold=1, locale=locale_of(language)))


def clock(language: str, at: datetime) -> str:
    """The hour with the name of its zone."""
    return f"{hour(language, at)} ({zone_name(at, locale_of(language))})"


def hour(language: str, at: datetime) -> str:
    """For whoever knows the zone; no line break parts it."""
    shown = _hour_in_french(at) if language == "fr" else str(format_time(at, "short", locale=locale_of(language)))
    return shown.replace(" ", NO_BREAK)


def _hour_in_french(at: datetime) -> str:
    """8 h, and 8 h 05: a zero before the hour, or minutes of a full one, are written in tables alone."""
    return f"{at.hour} h {at.minute:02}" if at.minute else f"{at.hour} h"


@lru_cache(maxsize=8192)
def _day(language: str, on: date) -> str:
    """Spanish puts the weekday before the date without a comma, so that an article may stand before it."""
    shown = str(format_date(on, "full", locale=locale_of(language)))
    return _with_first(language, shown.replace(", ", " ", 1) if language == "es" else shown)


def _with_first(language: str, shown: str) -> str:
    """French and Portuguese call the first day of a month the first."""
    return FIRST_DAY.sub(rf"1{FIRST[language]}\1", shown) if language in FIRST else shown
