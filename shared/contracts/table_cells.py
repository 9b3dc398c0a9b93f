"""What the cells of a table mean: texts, whole numbers, days, true and false, lists. Pure; reads and never judges."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from unicodedata import normalize

from shared.contracts.days import read_day
from shared.contracts.invisible import without_invisible
from shared.contracts.numbers import Unreadable, read_grouped, read_whole

LIST_SEPARATOR = ";"

#: As the spreadsheets of the four languages write a cell that is true or false.
_YES_NO = {
    **dict.fromkeys(("true", "verdadero", "verdadeiro", "vrai"), True),
    **dict.fromkeys(("false", "falso", "faux"), False),
}

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

#: Characters. Every field's own limit is lower, so that a cut text is refused for its length all the same.
LONGEST = 10_000


@dataclass(frozen=True)
class BrokenCell:
    """A cell without a value that anybody could read; `code` is one of FIELD_CODES."""

    code: str
    error: str = ""  # as the cell shows it, or the key of its name under `cell_errors`

    @property
    def shown(self) -> str:
        return self.error if self.error != NO_VALUE else ""


NO_VALUE = "no_value"  # of a formula that nobody has computed

Cell = object  # None, str, bool, int, float, date, datetime, time, BrokenCell: what a reader of spreadsheets gives
Read = Callable[[Cell, str | None], Any]  # (the cell, preferred_language)


def is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not without_invisible(cell).strip())


def read_text(cell: Cell, _language: str | None = None) -> str:
    """Raises Unreadable for a broken cell, and for control characters."""
    if isinstance(cell, BrokenCell):
        raise Unreadable(cell.code, error=cell.error)
    text = text_of(cell)
    if _UNSTORABLE.search(text):
        raise Unreadable("control_characters")
    return text


def text_of(cell: Cell) -> str:
    """As people see it: 2027.0 is 2027, a date its ISO form."""
    match cell:
        case bool():
            return str(cell).lower()
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case date() | time():
            return cell.isoformat()
        case BrokenCell():
            return cell.shown
    return normalize("NFC", without_invisible(str(cell))).strip()[:LONGEST]


def storable(cell: Cell) -> str:
    """What stands in a cell that could not be read, to be shown beside its fault."""
    return _UNSTORABLE.sub("\ufffd", cell.shown if isinstance(cell, BrokenCell) else str(cell))[:LONGEST]


def read_yes_no(cell: Cell, _language: str | None) -> Any:
    if isinstance(cell, bool):
        return cell
    text = read_text(cell)
    return _YES_NO.get(text.lower(), text)


def read_list(cell: Cell, _language: str | None) -> list[str]:
    return [entry.strip() for entry in read_text(cell).split(LIST_SEPARATOR) if entry.strip()]


def read_grouped_number(cell: Cell, language: str | None) -> int:
    return read_grouped(cell if isinstance(cell, int | float) else read_text(cell), language)


def read_number(cell: Cell, _language: str | None) -> int:
    return read_whole(cell if isinstance(cell, int | float) else read_text(cell))


def read_date(cell: Cell, language: str | None) -> str:
    return read_day(read_text(cell), language)
