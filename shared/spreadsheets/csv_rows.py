"""Rows of a CSV file as spreadsheet programs write them: its encoding and its separator are found, not asked for."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from shared.contracts.errors import Refusal
from shared.contracts.table_cells import BrokenCell
from shared.spreadsheets.notes import Note

SEPARATORS = ",;\t"
CELL_LIMIT = 131_072  # characters; csv's own
_BLOCK_BYTES = 1 << 16
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",  # "Unicode text" of Excel
    codecs.BOM_UTF16_BE: "utf-16-be",
}

#: What spreadsheet programs show where a formula failed, in whatever language: #N/D, #¡REF!, #NOM ?, #GETTING_DATA,
#: Err:502; and ##### where a column was too narrow. By its form: in a CSV file nothing else tells it from a text.
_ERROR = re.compile(
    r"#[¡¿]?[^\W\d_][\w/]*\s?[!?]|#[^\W\d_]+(?:[/_][^\W\d_]+)+[!?]?|#{2,}|(?:Err\w*|Fehler)\s?:\s?[0-9]{3}"
)
_LONGEST_ERROR = 30  # characters


@dataclass(frozen=True)
class Encoding:
    name: str
    begins_at: int = 0  # bytes, after its byte-order marks


def csv_rows(file: BinaryIO, name: str, note: Note) -> Iterator[tuple[object, ...]]:
    """Every record, an empty line too. Quoted cells may hold separators and line ends. Raises Refusal("invalid")."""
    encoding = _encoding_of(file, name)
    if encoding.name == "cp1252":
        note("windows_1252", file=name)
    separator = _separator_of(file, encoding)
    file.seek(encoding.begins_at)
    with io.TextIOWrapper(file, encoding.name, newline="") as text:
        reader = csv.reader(text, delimiter=separator, strict=True)
        try:
            for record in reader:
                yield tuple(_cell(text) for text in record)
        except csv.Error as error:
            raise Refusal(
                "invalid", reason="quotation_marks", file=name, line=reader.line_num, most=CELL_LIMIT
            ) from error


def _cell(text: str) -> object:
    bare = text.strip()
    error = len(bare) <= _LONGEST_ERROR and _ERROR.fullmatch(bare) and (bare == bare.upper() or bare[0] != "#")
    return BrokenCell("cell_error", bare) if error else text


def _encoding_of(file: BinaryIO, name: str) -> Encoding:
    """By its byte-order mark, be it there twice, else UTF-8 where all of it is, else Windows-1252."""
    head = file.read(_BLOCK_BYTES)
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            begins_at = len(mark)
            while head.startswith(mark, begins_at):
                begins_at += len(mark)
            return _readable(file, (encoding,), name, begins_at)
    if b"\0" in head:
        raise Refusal("invalid", reason="neither_text_nor_workbook", file=name)
    return _readable(file, ("utf-8", "cp1252"), name)


def _readable(file: BinaryIO, encodings: tuple[str, ...], name: str, begins_at: int = 0) -> Encoding:
    """The first encoding in which the whole file makes sense."""
    for encoding in encodings:
        file.seek(begins_at)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while block := file.read(_BLOCK_BYTES):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeError:
            continue
        return Encoding(encoding, begins_at)
    raise Refusal("invalid", reason="unknown_encoding", file=name)


def _separator_of(file: BinaryIO, encoding: Encoding) -> str:
    """The one that parts row 1 into the most cells; a comma where there is but one."""
    file.seek(encoding.begins_at)
    head = file.read(_BLOCK_BYTES).decode(encoding.name, errors="ignore")

    def cells(separator: str) -> int:
        try:
            return len(next(csv.reader(io.StringIO(head, newline=""), delimiter=separator), []))
        except csv.Error:
            return 0

    return max(SEPARATORS, key=cells)
