"""Opens a spreadsheet by what it is, not by its name, and gives its rows one after the other.

    with open_rows(path, note, is_header) as rows: …

Row 1 comes first; every row of the file is given, empty ones too, so that their count is the number that people see.
Memory stays small whatever the file's size. What is no spreadsheet is refused with what to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from shared.contracts.errors import Refusal
from shared.spreadsheets.csv_rows import csv_rows
from shared.spreadsheets.notes import Note
from shared.spreadsheets.sheets import Fits
from shared.spreadsheets.xlsx_rows import xlsx_rows

Rows = Iterator[tuple[object, ...]]

LIMIT_BYTES = 200_000_000
_HEAD_BYTES = 4_096

#: How a file begins -> what it is: `file_kinds.<kind>`.
_OTHER_KINDS = {
    b"%PDF": "pdf",
    b"\xd0\xcf\x11\xe0": "old_workbook",
    b"<": "web_page",
    b"{\\rtf": "rtf",
    b"\x1f\x8b": "gzip",
    b"Rar!": "rar",
    b"7z\xbc\xaf": "seven_zip",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
}
_PACKED = frozenset({"gzip", "rar", "seven_zip"})


@contextmanager
def open_rows(path: Path, note: Note, fits: Fits) -> Iterator[Rows]:
    """The rows of a CSV file, or of the sheet of an XLSX workbook that `fits`. Raises Refusal("invalid")."""
    try:
        with path.open("rb") as file:
            packed = _is_zip(file, path.name)
            yield xlsx_rows(file, path.name, note, fits) if packed else csv_rows(file, path.name, note)
    except OSError as error:
        why = error.strerror or str(error)
        raise Refusal("invalid", reason="unreadable_file", file=str(path), error=why) from error


def _is_zip(file: BinaryIO, name: str) -> bool:
    """Whether it may be a workbook rather than text. Raises Refusal for what is neither."""
    head = file.read(_HEAD_BYTES)
    size = file.seek(0, 2)
    file.seek(0)
    if not head.strip():
        raise Refusal("invalid", reason="empty_file", file=name)
    if size > LIMIT_BYTES:
        raise Refusal("invalid", reason="file_too_large", file=name, most=LIMIT_BYTES // 1_000_000)
    for beginning, kind in _OTHER_KINDS.items():
        if head.lstrip().startswith(beginning):
            raise Refusal("invalid", reason="packed_file" if kind in _PACKED else "other_kind", file=name, kind=kind)
    return head.startswith(b"PK")
