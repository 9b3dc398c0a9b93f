"""The project's one writer of spreadsheets. What people typed stands in them as text, never as a formula."""

from __future__ import annotations

import csv
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import TextIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from shared.contracts.invisible import without_invisible

KINDS = (".csv", ".xlsx")
BYTE_ORDER_MARK = "\ufeff"

Write = Callable[[Sequence[object]], object]

#: A text that begins with one of these is a formula to some spreadsheet program (OWASP, CSV injection).
_FORMULA = "=+\\-@\t\r\0＝＋－＠﹦﹢﹣﹫"
_FORMULA_BEGINNING = re.compile(f"[{_FORMULA}]")
#: Within a CSV file a program may see the beginning of a cell where another separator stands, or a line feed.
_FORMULA_WITHIN = re.compile(f"(?<=[;\t|\r\n])(?=[{_FORMULA}])")
_CELL_LIMIT = 32_767  # characters; Excel's


def safe_cell(value: object) -> object:
    """A text that a spreadsheet program would take for a formula, with an apostrophe before it."""
    if isinstance(value, str) and _FORMULA_BEGINNING.match(without_invisible(value)):
        return f"'{value}"
    return value


def safe_csv_cell(value: object) -> object:
    """The same wherever a program that goes by other separators would begin a cell: `x;=1+1` becomes `x;'=1+1`. What
    nobody sees is left out, lest it stand before the sign."""
    safe = safe_cell(value)
    return _FORMULA_WITHIN.sub("'", without_invisible(safe)) if isinstance(safe, str) else safe


def csv_writer(file: TextIO) -> Write:
    """Comma, quotation marks where needed, CRLF. Open the file as UTF-8 with newline="": it begins with a byte-order
    mark, without which spreadsheet programs take UTF-8 for something else."""
    file.write(BYTE_ORDER_MARK)
    writer = csv.writer(file)
    return lambda row: writer.writerow([safe_csv_cell(cell) for cell in row])


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """A file of these rows, as text to be written as UTF-8."""
    text = StringIO(newline="")
    write = csv_writer(text)
    for row in rows:
        write(row)
    return text.getvalue()


@contextmanager
def spreadsheet(path: Path, heading: Sequence[str]) -> Iterator[Write]:
    """A new file, CSV (UTF-8) or XLSX by its name, that stands there once the block has ended without an error."""
    with written_beside(path) as partial, (_xlsx if path.suffix.lower() == ".xlsx" else _csv)(partial) as write:
        write(heading)
        yield write


@contextmanager
def _csv(path: Path) -> Iterator[Write]:
    with path.open("w", encoding="utf-8", newline="") as file:
        yield csv_writer(file)


@contextmanager
def _xlsx(path: Path) -> Iterator[Write]:
    """Rows go to a temporary file at once: memory stays small."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    try:
        yield lambda row: sheet.append([_xlsx_cell(cell) for cell in row])
    finally:
        book.save(path)  # after an error too: it is what removes openpyxl's own temporary file


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """A file to be written, which takes the place of `path` once the block has ended without an error."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    partial = Path(name)
    try:
        yield partial
        partial.replace(path)
    finally:
        with suppress(FileNotFoundError):
            partial.unlink()


def workbook(sheets: Iterable[tuple[str, Iterable[Sequence[object]]]]) -> bytes:
    """XLSX: of each sheet its title and its rows, the first of which is its heading. A number stays one, a day a day; a
    share is written with its sign."""
    book, kept = Workbook(write_only=True), BytesIO()
    for title, rows in sheets:
        sheet = book.create_sheet(_sheet_title(title, set(book.sheetnames)))
        sheet.freeze_panes = "A2"
        for number, row in enumerate(rows):
            sheet.append([_styled(sheet, cell, heading=number == 0) for cell in row])
    book.save(kept)
    return kept.getvalue()


class Share(float):
    """Of one, which people read in per cent."""


_FORMATS = {Share: "0%", datetime: "yyyy-mm-dd hh:mm", date: "yyyy-mm-dd"}
_SHEET_TITLE_LIMIT = 31  # characters; Excel's
_NOT_IN_SHEET_TITLES = re.compile(r"[\[\]:*?/\\]")


def _sheet_title(title: str, taken: set[str]) -> str:
    short = _NOT_IN_SHEET_TITLES.sub(" ", title)[:_SHEET_TITLE_LIMIT]
    return short if short not in taken else f"{short[: _SHEET_TITLE_LIMIT - 3]} {len(taken) + 1}"


def _styled(sheet: object, value: object, *, heading: bool) -> object:
    cell = WriteOnlyCell(sheet, value=_xlsx_cell(value))
    if heading:
        cell.font = Font(bold=True)
    written = next((form for kind, form in _FORMATS.items() if isinstance(value, kind)), None)
    if written:
        cell.number_format = written
    return cell


def _xlsx_cell(value: object) -> object:
    """XML has no place for most control characters."""
    safe = safe_cell(value)
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", safe)[:_CELL_LIMIT] if isinstance(safe, str) else safe
