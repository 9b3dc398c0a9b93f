"""Rows of an XLSX workbook's first sheet, with the values that its cells show: numbers, dates, true and false."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from shared.contracts.errors import Refusal

#: Unpacked, the sheets and texts of 20,000 long applications; beyond it the file is made to fill the memory.
UNPACKED_LIMIT_BYTES = 600_000_000

_HOW = "open it in a spreadsheet program and save it as XLSX"


def xlsx_rows(file: BinaryIO, name: str, note: Callable[[str], object]) -> Iterator[tuple[object, ...]]:
    """Every row of the sheet up to the last that holds something. Raises Refusal("invalid")."""
    _insist_on_workbook(file, name)
    try:
        with warnings.catch_warnings():  # of what it leaves out, such as drop-down lists
            warnings.simplefilter("ignore")
            yield from _rows_of_first_sheet(file, name, note)
    except (Refusal, GeneratorExit):
        raise
    except Exception as error:  # a damaged workbook makes openpyxl raise whatever comes
        raise Refusal("invalid", f"{name} is a damaged workbook ({type(error).__name__}); {_HOW} again.") from error


def _rows_of_first_sheet(file: BinaryIO, name: str, note: Callable[[str], object]) -> Iterator[tuple[object, ...]]:
    book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    try:
        if not book.worksheets:
            raise Refusal("invalid", f"{name} has no sheet with cells.")
        sheet: Any = book.worksheets[0]
        if len(book.worksheets) > 1:
            note(f"{name} has {len(book.worksheets)} sheets; the first is read: {sheet.title}.")
        sheet.reset_dimensions()  # what a file says of its size may be wrong, or the whole grid
        for row in sheet.iter_rows(values_only=True):
            yield tuple(unescape(cell) if isinstance(cell, str) and "_x" in cell else cell for cell in row)
    finally:
        book.close()


def _insist_on_workbook(file: BinaryIO, name: str) -> None:
    try:
        with ZipFile(file) as archive:
            names, size = archive.namelist(), sum(entry.file_size for entry in archive.infolist())
    except BadZipFile as error:
        raise Refusal("invalid", f"{name} is damaged or cut off; {_HOW} again.") from error
    if "xl/workbook.xml" not in names:
        kind = "another kind of document (such as ODS or DOCX)" if "mimetype" in names or _is_office(names) else "a ZIP"
        raise Refusal("invalid", f"{name} is {kind}, not an XLSX workbook; {_HOW}.")
    if size > UNPACKED_LIMIT_BYTES:
        raise Refusal("invalid", f"{name} unpacks to more than {UNPACKED_LIMIT_BYTES // 1_000_000} MB: split it.")


def _is_office(names: list[str]) -> bool:
    return "[Content_Types].xml" in names
