"""Opens a spreadsheet by what it is, not by its name, and gives its rows one after the other.

    with open_rows(path, notes.append) as rows: …

Row 1 comes first; every row of the file is given, empty ones too, so that their count is the number that people see.
Memory stays small whatever the file's size. What is no spreadsheet is refused with what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from shared.contracts.errors import Refusal
from shared.spreadsheets.csv_rows import csv_rows
from shared.spreadsheets.xlsx_rows import xlsx_rows

Rows = Iterator[tuple[object, ...]]
Note = Callable[[str], object]  # hears what the reader had to choose

LIMIT_BYTES = 200_000_000
_HEAD_BYTES = 4_096

SAVE_AS = "open it in a spreadsheet program and save it as XLSX or as CSV (UTF-8)"

#: How a file begins -> what it is.
_OTHER_KINDS = {
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls), or one with a password",
    b"<": "a web page or XML",
    b"{\\rtf": "a text document (RTF)",
    b"\x1f\x8b": "a compressed file (gzip): unpack it first, or",
    b"Rar!": "a compressed file (RAR): unpack it first, or",
    b"7z\xbc\xaf": "a compressed file (7z): unpack it first, or",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}


@contextmanager
def open_rows(path: Path, note: Note) -> Iterator[Rows]:
    """The rows of a CSV file or of an XLSX workbook's first sheet. Raises Refusal("invalid")."""
    try:
        with path.open("rb") as file:
            yield (xlsx_rows if _is_zip(file, path.name) else csv_rows)(file, path.name, note)
    except OSError as error:
        raise Refusal("invalid", f"{path} cannot be read: {error.strerror or error}.") from error


def _is_zip(file: BinaryIO, name: str) -> bool:
    """Whether it may be a workbook rather than text. Raises Refusal for what is neither."""
    head = file.read(_HEAD_BYTES)
    size = file.seek(0, 2)
    file.seek(0)
    if not head.strip():
        raise Refusal("invalid", f"{name} is empty.")
    if size > LIMIT_BYTES:
        raise Refusal("invalid", f"{name} has more than {LIMIT_BYTES // 1_000_000} MB: split it.")
    for beginning, kind in _OTHER_KINDS.items():
        if head.lstrip().startswith(beginning):
            raise Refusal("invalid", f"{name} is {kind}; {SAVE_AS}.")
    return head.startswith(b"PK")
