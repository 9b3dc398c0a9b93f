"""The application document as a row of a table: what its columns are called, and what its cells mean.

For imports, and for forms whose fields are texts. Pure. It reads and never judges: what cannot be read stays in the
document as it stands, with a fault beside it; the document's own rules are shared/contracts/application.py's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.contracts.errors import Detail, Refusal
from shared.contracts.numbers import Unreadable
from shared.contracts.table_cells import LIST_SEPARATOR, Cell, Read, is_empty, storable, text_of
from shared.contracts.table_columns import COLUMNS, LISTS, Columns, faults_of, names_of, numbered, pattern_of

SURPLUS = "surplus_cells"


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
    """The first row: which column stands where. Made by `read_header`, or named by a form of another model."""

    columns: tuple[str, ...]
    known: Columns = field(default_factory=lambda: COLUMNS)

    def read(self, cells: Sequence[Cell], language: str | None = None) -> Record | None:
        """The record of one row; None for an empty one. `language`: how numbers and days are written in it; where it
        is not said, the row's own `preferred_language`."""
        given = {name: cell for name, cell in zip(self.columns, cells, strict=False) if not is_empty(cell)}
        surplus = any(not is_empty(cell) for cell in cells[len(self.columns) :])
        if not given and not surplus:
            return None
        faults = [Detail("", SURPLUS, columns=len(self.columns))] if surplus else []
        spoken = given.get("preferred_language")
        language = language or (text_of(spoken) if spoken else None)
        document: dict[Any, Any] = {}
        for name in self.columns:
            *parents, last = name.split(".")
            place = document
            for part in parents:  # made even if it stays empty: then its own fields are what is missing
                place = place.setdefault(int(part) if part.isdigit() else part, {})
            if name in given:
                place[last], fault = _read(self.known[pattern_of(name)], name, given[name], language)
                faults += fault
        return Record(*_without_gaps(document, faults, numbered(self.known)))


def read_header(cells: Sequence[Cell]) -> Header:
    """The columns that row 1 names, in any case. Raises Refusal("invalid"), one detail for each wrong column."""
    names = names_of(cells)
    if not names:
        raise Refusal("invalid", reason="empty_first_row")
    if len([name for name in names if name]) == 1 and names[-1] not in COLUMNS:
        raise Refusal("invalid", reason="title_above_columns", title=text_of(cells[len(names) - 1])[:80])
    if details := faults_of(names):
        raise Refusal("invalid", *details, reason="wrong_columns")
    return Header(tuple(names))


def value_at(document: Any, path: str) -> str:
    """What stands at a dotted path, as text; empty where nothing does."""
    for part in path.split("."):
        if isinstance(document, list) and part.isdigit() and int(part) < len(document):
            document = document[int(part)]
        else:
            document = document.get(part) if isinstance(document, dict) else None
    if isinstance(document, list) and all(isinstance(entry, str) for entry in document):
        return LIST_SEPARATOR.join(document)
    return "" if document is None or isinstance(document, dict | list) else text_of(document)


def _read(read: Read, name: str, cell: Cell, language: str | None) -> tuple[Any, list[Detail]]:
    try:
        return read(cell, language), []
    except Unreadable as unreadable:
        return storable(cell), [Detail(name, unreadable.code, **unreadable.values)]


def _without_gaps(
    document: dict[str, Any], faults: Iterable[Detail], lists: frozenset[str]
) -> tuple[dict[str, Any], tuple[Detail, ...], dict[str, str]]:
    """Numbered entries as lists of those that hold something; faults and columns follow them."""
    moved: dict[str, str] = {}  # contacts.1 -> contacts.0
    for name in lists & document.keys():
        numbers = [number for number in sorted(document[name]) if document[name][number]]
        moved |= {f"{name}.{number}": f"{name}.{place}" for place, number in enumerate(numbers) if place != number}
        document[name] = [document[name][number] for number in numbers]
    followed = tuple(_moved(fault, moved) for fault in faults)
    return document, followed, {place: column for column, place in moved.items()}


def _moved(fault: Detail, moved: Mapping[str, str]) -> Detail:
    entry = ".".join(fault.field.split(".")[:2])
    return Detail(moved.get(entry, entry) + fault.field.removeprefix(entry), fault.code, **fault.values)
