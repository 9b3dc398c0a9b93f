"""Dates of examples, written as steps from today or from a call's closing date: TODAY-3m-3d, PAST_CLOSE+2y-1d."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from dateutil.relativedelta import relativedelta

UNITS = {"y": "years", "m": "months", "d": "days"}
_STEP = re.compile(r"([+-]\d+)([ymd])")
_YEAR = re.compile(r'"YEAR-(\d+)"')


def dated(text: str, anchors: Mapping[str, date]) -> str:
    """The text of a file with its dates put in. `"YEAR-2"` becomes a whole number.

    Steps are taken from left to right; a day that a month lacks becomes its last.
    """
    tokens = re.compile(rf"\b({'|'.join(anchors)})((?:[+-]\d+[ymd])*)(?=[\"T])")
    text = _YEAR.sub(lambda match: str(anchors["TODAY"].year - int(match[1])), text)
    return tokens.sub(lambda match: moved(anchors[match[1]], match[2]).isoformat(), text)


def moved(day: date, steps: str) -> date:
    for number, unit in _STEP.findall(steps):
        day += relativedelta(**{UNITS[unit]: int(number)})  # type: ignore[arg-type]  # the keywords are UNITS
    return day
