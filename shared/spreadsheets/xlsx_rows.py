"""Rows of the sheet of an XLSX workbook, with the values that its cells show: numbers, dates, true and false.

A cell without a value that people could read is a `BrokenCell`: a formula that failed, one that nobody has computed,
the rest of merged cells. It is known by what the file says of the cell, never by its text.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Generator, Iterator, Sequence
from itertools import islice
from typing import IO, Any, BinaryIO
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser  # the only way to a formula's value

from shared.contracts.errors import Refusal
from shared.contracts.table_cells import NO_VALUE, BrokenCell
from shared.files.archives import is_bomb
from shared.spreadsheets.merged import Area, merged_areas
from shared.spreadsheets.notes import Note
from shared.spreadsheets.sheets import Fits, sheet_of
from shared.spreadsheets.unpacked import COLUMNS, is_crowded

#: Unpacked, the sheets and texts of 20,000 long applications; beyond it the file is made to fill the memory.
UNPACKED_LIMIT_BYTES = 600_000_000

_WORKBOOK = "xl/workbook.xml"

#: Where a workbook says that its kept values count for nothing, as libraries write it that do not compute any.
_COMPUTED_ANEW = re.compile(rb"<(?:\w+:)?calcPr\b[^>]*\bfullCalcOnLoad\s*=\s*[\"'](?:1|true)[\"']")

_LOOKED_AT_ROWS = 1_000  # for the first cell of a sheet

Rows = Iterator[tuple[object, ...]]


def xlsx_rows(file: BinaryIO, name: str, note: Note, fits: Fits) -> Rows:
    """Every row of the sheet up to the last that holds something. Raises Refusal("invalid")."""
    _insist_on_workbook(file, name)
    try:
        with warnings.catch_warnings():  # of what it leaves out, such as drop-down lists
            warnings.simplefilter("ignore")
            yield from _rows_of_book(file, name, note, fits)
    except (Refusal, GeneratorExit):
        raise
    except Exception as error:  # a damaged workbook makes openpyxl raise whatever comes
        raise Refusal("invalid", reason="damaged_workbook", file=name, error=type(error).__name__) from error


def _rows_of_book(file: BinaryIO, name: str, note: Note, fits: Fits) -> Rows:
    book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    try:
        sheet = sheet_of(book, name, note, _first_row, fits)
        with sheet._get_source() as source:
            merged = merged_areas(source)
        hidden_rows, hidden_columns = yield from _rows_of_sheet(sheet, merged)
        if hidden_rows:
            note("hidden_rows", file=name, count=hidden_rows)
        if hidden_columns:
            note("hidden_columns", file=name)
    finally:
        book.close()


def _first_row(sheet: Any) -> Sequence[object] | None:
    """Row 1, be it empty; None where the sheet has no cells."""
    rows = list(islice(_rows_of_sheet(sheet, []), _LOOKED_AT_ROWS))
    return rows[0] if any(cell is not None for row in rows for cell in row) else None


def _rows_of_sheet(sheet: Any, areas: list[Area]) -> Generator[tuple[object, ...], None, tuple[int, int]]:
    """Gives the rows, missing ones too; returns how much of them is hidden."""
    merged = _Merged(areas)
    with sheet._get_source() as source:
        cells = _Cells(sheet, source)
        given = 0
        for number, row in cells.rows():
            for _ in range(given + 1, number):
                yield ()
            if number > given:  # a row that stands twice counts once
                yield merged.marked(number, tuple(_placed(row)))
                given = number
        return cells.hidden_rows, cells.hidden_columns


def _placed(row: list[dict[str, Any]]) -> Iterator[object]:
    """The values of a row's cells, each in its column."""
    values = {cell["column"]: cell["value"] for cell in row}
    for column in range(1, max(values, default=0) + 1):
        value = values.get(column)
        yield unescape(value) if isinstance(value, str) and "_x" in value else value


class _Cells:
    """openpyxl's parser takes the error of a formula for text, and a formula without its value for an empty cell."""

    def __init__(self, sheet: Any, source: IO[bytes]) -> None:
        book = sheet.parent
        self._parser: Any = WorkSheetParser(
            source, sheet._shared_strings, data_only=True, epoch=book.epoch,
            date_formats=book._date_formats, timedelta_formats=book._timedelta_formats,
        )  # fmt: skip
        self._cell = self._parser.parse_cell
        self._parser.parse_cell = self._broken_or_not
        self._computed_anew = bool(_COMPUTED_ANEW.search(book._archive.read(_WORKBOOK)))

    def rows(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        yield from self._parser.parse()

    @property
    def hidden_rows(self) -> int:
        """Of the rows so far."""
        return sum(row.get("hidden") in ("1", "true") for row in self._parser.row_dimensions.values())

    @property
    def hidden_columns(self) -> int:
        """Groups of neighbours; 0 where people see all."""
        return sum(column.get("hidden") in ("1", "true") for column in self._parser.column_dimensions.values())

    def _broken_or_not(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = self._cell(element)
        if cell["column"] > COLUMNS:
            raise ValueError("more columns than a sheet has")
        if element.find(FORMULA_TAG) is not None and (self._computed_anew or element.find(VALUE_TAG) is None):
            return cell | {"value": BrokenCell("cell_error", NO_VALUE)}
        if cell["data_type"] == "e":
            return cell | {"value": BrokenCell("cell_error", str(cell["value"] or NO_VALUE))}
        return cell


class _Merged:
    """Marks the cells that a merged one covers: people see a value there, and the file has none."""

    def __init__(self, areas: list[Area]) -> None:
        self._coming = areas
        self._open: list[Area] = []

    def marked(self, number: int, row: tuple[object, ...]) -> tuple[object, ...]:
        """Of row 1 nothing: there merged cells are a title, which is told apart by its other cells being empty."""
        while self._coming and self._coming[0].first_row <= number:
            self._enter(self._coming.pop(0), number, row)
        self._open = [area for area in self._open if area.last_row >= number]
        if number == 1 or not self._open:
            return row
        cells = [*row, *[None] * (max(area.last_column for area in self._open) - len(row))]
        for area in self._open:
            for column in range(area.first_column, area.last_column + 1):
                if (column, number) != (area.first_column, area.first_row):
                    cells[column - 1] = BrokenCell("merged_cells")
        return tuple(cells)

    def _enter(self, area: Area, number: int, row: tuple[object, ...]) -> None:
        first = row[area.first_column - 1] if number == area.first_row and len(row) >= area.first_column else None
        if first is not None:
            self._open.append(area)


def _insist_on_workbook(file: BinaryIO, name: str) -> None:
    try:
        with ZipFile(file) as archive:
            names = archive.namelist()
            refusal = _unfit(archive, name, file.seek(0, os.SEEK_END)) if _WORKBOOK in names else None
    except BadZipFile as error:
        raise Refusal("invalid", reason="cut_off_workbook", file=name) from error
    if _WORKBOOK not in names:
        kind = "other_document" if {"mimetype", "[Content_Types].xml"} & set(names) else "zip"
        raise Refusal("invalid", reason="other_kind", file=name, kind=kind)
    if refusal is not None:
        raise refusal


def _unfit(archive: ZipFile, name: str, packed_bytes: int) -> Refusal | None:
    """A workbook whose parts were made to fill the memory: openpyxl would go on until it is full."""
    if is_bomb(archive, packed_bytes, UNPACKED_LIMIT_BYTES):
        return Refusal("invalid", reason="unpacks_too_large", file=name, most=UNPACKED_LIMIT_BYTES // 1_000_000)
    if is_crowded(archive):
        return Refusal("invalid", reason="crowded_workbook", file=name)
    return None
