"""Rows of a CSV file as spreadsheet programs write them: its encoding and its separator are found, not asked for."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from shared.contracts.errors import Refusal

SEPARATORS = ",;\t"
CELL_LIMIT = 131_072  # characters; csv's own
_BLOCK_BYTES = 1 << 16
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",  # "Unicode text" of Excel
    codecs.BOM_UTF16_BE: "utf-16",
}
_HOW = "save it as CSV UTF-8, or as XLSX"


def csv_rows(file: BinaryIO, name: str, note: Callable[[str], object]) -> Iterator[tuple[object, ...]]:
    """Every record, an empty line too. Quoted cells may hold separators and line ends. Raises Refusal("invalid")."""
    encoding = _encoding_of(file, name)
    if encoding == "cp1252":
        note(f"{name} is not UTF-8; it is read as Windows-1252. If accents look wrong, {_HOW}.")
    with io.TextIOWrapper(file, encoding, newline="") as text:
        separator = _separator_of(text)
        text.seek(0)
        reader = csv.reader(text, delimiter=separator, strict=True)
        try:
            for record in reader:
                yield tuple(record)
        except csv.Error as error:
            raise Refusal(
                "invalid",
                f"{name}, line {reader.line_num}: the quotation marks do not match, or a cell has more than "
                f"{CELL_LIMIT:,} characters ({error}). A quotation mark inside a quoted cell is written twice.",
            ) from error


def _encoding_of(file: BinaryIO, name: str) -> str:
    """By its byte order mark, else UTF-8 where all of it is, else Windows-1252."""
    head = file.read(_BLOCK_BYTES)
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return _readable(file, (encoding,), name)
    if b"\0" in head:
        raise Refusal("invalid", f"{name} is neither text nor a workbook; {_HOW}.")
    return _readable(file, ("utf-8", "cp1252"), name)


def _readable(file: BinaryIO, encodings: tuple[str, ...], name: str) -> str:
    """The first encoding in which the whole file makes sense."""
    for encoding in encodings:
        file.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while block := file.read(_BLOCK_BYTES):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeError:
            continue
        file.seek(0)
        return encoding
    raise Refusal("invalid", f"{name} has characters that are neither UTF-8 nor Windows-1252; {_HOW}.")


def _separator_of(text: io.TextIOWrapper) -> str:
    """The one that parts row 1 into the most cells; a comma where there is but one."""
    head = text.read(_BLOCK_BYTES)

    def cells(separator: str) -> int:
        try:
            return len(next(csv.reader(io.StringIO(head, newline=""), delimiter=separator), []))
        except csv.Error:
            return 0

    return max(SEPARATORS, key=cells)
