"""Days as people and spreadsheets write them. What could mean two days is refused, never guessed."""

from __future__ import annotations

import re
from datetime import date

from shared.contracts.numbers import Unreadable

#: Languages whose writers put the day before the month all over the Americas; in English it depends on the country.
DAY_FIRST = frozenset({"es", "pt", "fr"})

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)


def read_day(text: str, language: str | None) -> str:
    """`2027-12-31`, from 31/12/2027 too; text that is no day stays as it is, to be judged where days are.

    Raises Unreadable("ambiguous_date") for 03/04/2027, unless the language says which of the two is the day.
    """
    if found := _YEAR_FIRST.fullmatch(text):
        return _iso(*map(int, found.groups())) or text
    if found := _YEAR_LAST.fullmatch(text):
        one, _, other, year = found.groups()
        return _which(_iso(int(year), int(other), int(one)), _iso(int(year), int(one), int(other)), language) or text
    return text


def _which(day_first: str | None, month_first: str | None, language: str | None) -> str | None:
    if language in DAY_FIRST or day_first == month_first:
        return day_first or month_first
    if day_first and month_first:
        raise Unreadable("ambiguous_date", first=day_first, second=month_first)
    return day_first or month_first


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
