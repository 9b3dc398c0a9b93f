"""Merged cells: one value over several cells, which the file keeps in the first of them alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from openpyxl.utils.cell import range_boundaries

_BLOCK_BYTES = 1 << 20
_TAIL_BYTES = 10 << 20  # what may follow the rows and is looked at
_END_OF_ROWS = re.compile(rb"</(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData\s*/>")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z]+[0-9]+:[A-Z]+[0-9]+)[\"']")
_OVERLAP = 40  # bytes: the end of rows may lie across two blocks


@dataclass(frozen=True)
class Area:
    """From 1, both ends inside."""

    first_column: int
    first_row: int
    last_column: int
    last_row: int


def merged_areas(sheet: IO[bytes]) -> list[Area]:
    """Those of a sheet's XML, from the top. They stand behind its rows, which is why they are looked for beforehand."""
    tail = b"".join(_behind_the_rows(sheet))
    areas = [Area(*range_boundaries(found.decode())) for found in _MERGED.findall(tail)]
    return sorted(areas, key=lambda area: area.first_row)


def _behind_the_rows(sheet: IO[bytes]) -> Iterator[bytes]:
    before, found, given = b"", False, 0
    while (block := sheet.read(_BLOCK_BYTES)) and given < _TAIL_BYTES:
        part = before + block
        if not found and (end := _END_OF_ROWS.search(part)):
            found, part = True, part[end.end() :]
        if found:
            given += len(part)
            before = b""
            yield part
        else:
            before = part[-_OVERLAP:]
