"""The application document as a row of a table: what its columns are called, and what its cells mean (interface.md).

For imports, and for forms whose fields are texts. Pure. It reads and never judges: what cannot be read stays in the
document as it stands, with a fault beside it; the document's own rules are shared/contracts/application.py's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from unicodedata import normalize

from pydantic import BaseModel
from typing_extensions import TypeIs

from shared.contracts.application import ApplicationDocument
from shared.contracts.errors import Detail, Refusal
from shared.contracts.numbers import Unreadable, read_grouped, read_whole

LIST_SEPARATOR = ";"
SURPLUS = "surplus_cells"

#: Grouped digits belong to people's own language; a year is written without them.
_GROUPED = frozenset({"residents"})

#: As the spreadsheets of the four languages write a cell that is true or false.
_YES_NO = {
    **dict.fromkeys(("true", "verdadero", "verdadeiro", "vrai"), True),
    **dict.fromkeys(("false", "falso", "faux"), False),
}

#: What a spreadsheet shows where a formula failed.
_CELL_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"})

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_INDEX = re.compile(r"\.(0|[1-9][0-9]?)\.")

#: Characters. Every field's own limit is lower, so that a cut text is refused for its length all the same.
_LONGEST = 10_000

Cell = object  # None, str, bool, int, float, date, datetime, time: what a reader of spreadsheets gives
Read = Callable[[Cell, str | None], Any]  # (the cell, preferred_language)


@dataclass(frozen=True)
class Record:
    """One row: its document, what could not be read in it, and the columns that are not named like their field."""

    document: dict[str, Any]
    faults: tuple[Detail, ...] = ()
    renumbered: Mapping[str, str] = field(default_factory=dict)  # contacts.0 -> contacts.1, where 0 is empty

    def column_of(self, path: str) -> str:
        """The column that holds a field, or would hold it."""
        if path.rpartition(".")[0] in LISTS:
            return path.rpartition(".")[0]
        entry = ".".join(path.split(".")[:2])
        return self.renumbered.get(entry, entry) + path.removeprefix(entry)


@dataclass(frozen=True)
class Header:
    """The first row: which column stands where. Made by `read_header`."""

    columns: tuple[str, ...]

    def read(self, cells: Sequence[Cell]) -> Record | None:
        """The record of one row; None for an empty one."""
        given = {name: cell for name, cell in zip(self.columns, cells, strict=False) if not is_empty(cell)}
        surplus = any(not is_empty(cell) for cell in cells[len(self.columns) :])
        if not given and not surplus:
            return None
        faults = [_surplus(len(self.columns))] if surplus else []
        document: dict[Any, Any] = {}
        for name in self.columns:
            *parents, last = name.split(".")
            place = document
            for part in parents:  # made even if it stays empty: then its own fields are what is missing
                place = place.setdefault(int(part) if part.isdigit() else part, {})
            if name in given:
                place[last], fault = _read(name, given[name], given.get("preferred_language"))
                faults += fault
        return Record(*_without_gaps(document, faults))


def read_header(cells: Sequence[Cell]) -> Header:
    """The columns that row 1 names, in any case. Raises Refusal("invalid"), one detail for each wrong column."""
    names = [str(cell).strip().lower().replace(" ", "_") if not is_empty(cell) else "" for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise Refusal("invalid", "Row 1 is empty: it must name the columns, such as city and mayor.name.")
    if len([name for name in names if name]) == 1 and names[-1] not in COLUMNS:
        message = f"Row 1 holds only {names[-1][:80]!r}: it must name the columns. If it is a title, delete that row."
        raise Refusal("invalid", message)
    if details := [*_nameless(names), *_doubled(names), *_unknown(names), *_absent(names)]:
        message = f"Row 1 must name the columns; {len(details)} must be corrected. Nothing was imported."
        raise Refusal("invalid", message, details)
    return Header(tuple(names))


def is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def value_at(document: Any, path: str) -> str:
    """What stands at a dotted path, as text; empty where nothing does."""
    for part in path.split("."):
        if isinstance(document, list) and part.isdigit() and int(part) < len(document):
            document = document[int(part)]
        else:
            document = document.get(part) if isinstance(document, dict) else None
    if isinstance(document, list) and all(isinstance(entry, str) for entry in document):
        return LIST_SEPARATOR.join(document)
    return "" if document is None or isinstance(document, dict | list) else _text_of(document)


# -- cells -----------------------------------------------------------------------------------------------------------


def read_text(cell: Cell, _language: str | None = None) -> str:
    """Raises Unreadable for the error of a formula, and for control characters."""
    text = _text_of(cell)
    if text in _CELL_ERRORS:
        raise Unreadable("cell_error", f"holds the error {text} of a formula: mend the formula, or write the value")
    if _UNSTORABLE.search(text):
        raise Unreadable("control_characters", "must not hold control characters")
    return text


def _text_of(cell: Cell) -> str:
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
    return normalize("NFC", str(cell)).strip()[:_LONGEST]


def _read_yes_no(cell: Cell, _language: str | None) -> Any:
    if isinstance(cell, bool):
        return cell
    text = read_text(cell)
    return _YES_NO.get(text.lower(), text)


def _read_list(cell: Cell, _language: str | None) -> list[str]:
    return [entry.strip() for entry in read_text(cell).split(LIST_SEPARATOR) if entry.strip()]


def _read_residents(cell: Cell, language: str | None) -> int:
    return read_grouped(cell if isinstance(cell, int | float) else read_text(cell), language)


def _read_whole(cell: Cell, _language: str | None) -> int:
    return read_whole(cell if isinstance(cell, int | float) else read_text(cell))


def _read(name: str, cell: Cell, language: Cell) -> tuple[Any, list[Detail]]:
    try:
        return COLUMNS[_INDEX.sub(".*.", name)](cell, language if isinstance(language, str) else None), []
    except Unreadable as unreadable:
        fault = Detail(name, unreadable.code, f"{name} {unreadable.message}.")
        return _UNSTORABLE.sub("\ufffd", str(cell))[:_LONGEST], [fault]


def _surplus(columns: int) -> Detail:
    advice = "text that holds the separator of a CSV file must stand in quotation marks"
    return Detail("", SURPLUS, f"The row has more cells than row 1 names columns ({columns}): {advice}.")


def _without_gaps(
    document: dict[str, Any], faults: Iterable[Detail]
) -> tuple[dict[str, Any], tuple[Detail, ...], dict[str, str]]:
    """Numbered entries as lists of those that hold something; faults and columns follow them."""
    moved: dict[str, str] = {}  # contacts.1 -> contacts.0
    for name in NUMBERED & document.keys():
        numbers = [number for number in sorted(document[name]) if document[name][number]]
        moved |= {f"{name}.{number}": f"{name}.{place}" for place, number in enumerate(numbers) if place != number}
        document[name] = [document[name][number] for number in numbers]
    followed = tuple(_moved(fault, moved) for fault in faults)
    return document, followed, {place: column for column, place in moved.items()}


def _moved(fault: Detail, moved: Mapping[str, str]) -> Detail:
    entry = ".".join(fault.field.split(".")[:2])
    return Detail(moved.get(entry, entry) + fault.field.removeprefix(entry), fault.code, fault.message)


# -- columns ---------------------------------------------------------------------------------------------------------


def _columns(model: type[BaseModel], path: str = "") -> Iterator[tuple[str, Read]]:
    """Every column that a document can have; `*` stands for the number of an entry."""
    for name, info in model.model_fields.items():
        kind = _bare(info.annotation)
        entry = _bare(get_args(kind)[0]) if get_origin(kind) is tuple else None
        if _is_model(kind):
            yield from _columns(kind, f"{path}{name}.")
        elif _is_model(entry):
            yield from _columns(entry, f"{path}{name}.*.")
        elif entry is not None:
            yield path + name, _read_list
        elif kind is int:
            yield path + name, _read_residents if name in _GROUPED else _read_whole
        else:
            yield path + name, _read_yes_no if kind is bool else read_text


def _bare(annotation: Any) -> Any:
    """The type itself, without Annotated and `| None`."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return _bare(next(part for part in get_args(annotation) if part is not type(None)))
    return annotation


def _is_model(kind: Any) -> TypeIs[type[BaseModel]]:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


COLUMNS: dict[str, Read] = dict(_columns(ApplicationDocument))
NUMBERED = frozenset(name.partition(".")[0] for name in COLUMNS if ".*." in name)
LISTS = frozenset(name for name, read in COLUMNS.items() if read is _read_list)


def _nameless(names: Sequence[str]) -> Iterator[Detail]:
    for number, name in enumerate(names, 1):
        if not name:
            advice = "name it or delete it; if a title or merged cells stand above the names, delete those rows"
            yield Detail(letter(number), "missing", f"Column {letter(number)} has no name in row 1: {advice}.")


def _doubled(names: Sequence[str]) -> Iterator[Detail]:
    for name in dict.fromkeys(names):
        if name and names.count(name) > 1:
            places = " and ".join(letter(number) for number, one in enumerate(names, 1) if one == name)
            yield Detail(name, "repeated", f"Columns {places} are both called {name}: keep one.")


def _unknown(names: Sequence[str]) -> Iterator[Detail]:
    for name in dict.fromkeys(names):
        pattern = _INDEX.sub(".*.", name)
        if name and pattern not in COLUMNS:
            near = get_close_matches(pattern, COLUMNS, n=1)
            parts = [known for known in COLUMNS if known.startswith(f"{name}.")]
            hint = f"its parts are {', '.join(parts).replace('*', '0')}" if parts else "rename it or delete it"
            meant = f"did you mean {near[0].replace('*', '0')}?" if near and not parts else f"{hint}."
            yield Detail(name, "unknown_field", f"There is no column {name[:80]}: {meant}")


def _absent(names: Sequence[str]) -> Iterator[Detail]:
    """Without these columns no row could be accepted."""
    for name, info in ApplicationDocument.model_fields.items():
        if info.is_required() and not any(column == name or column.startswith(f"{name}.") for column in names):
            parts = [known.replace("*", "0") for known in COLUMNS if known.startswith(f"{name}.")] or [name]
            yield Detail(parts[0], "missing", f"The column {', '.join(parts)} is missing: every application needs it.")


def letter(number: int) -> str:
    """What spreadsheets call the column of that number: 1 is A, 27 is AA."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
