"""What the XML of a workbook may hold, so that the memory is not filled: sheets are read row by row, all else whole.

Counted in the bytes, before any of it is parsed: an element of five bytes takes a hundred times as much in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from zipfile import ZipFile, ZipInfo

COLUMNS = 16_384  # of a sheet
ROW_BYTES = 4_000_000
TEXTS = 2_000_000  # shared strings: those of 20,000 long applications, thrice
ELEMENTS = 300_000  # of each part that is read whole: styles, names, relations

_BLOCK_BYTES = 1 << 20
_SHEETS, _SHARED_TEXTS = "xl/worksheets/", "xl/sharedStrings.xml"
_END_OF_ROW = re.compile(rb"</(?:\w+:)?row\s*>|<(?:\w+:)?row\b[^<>]*/>")
_TEXT = re.compile(rb"<(?:\w+:)?si\b")
_XML = (".xml", ".rels")


def is_crowded(archive: ZipFile) -> bool:
    return any(_is_crowded(archive, part) for part in archive.infolist() if part.filename.lower().endswith(_XML))


def _is_crowded(archive: ZipFile, part: ZipInfo) -> bool:
    texts = elements = of_row = 0
    is_sheet = part.filename.startswith(_SHEETS)
    for block in _blocks(archive, part):
        texts += len(_TEXT.findall(block))
        elements += block.count(b"<")
        ends = [end.end() for end in _END_OF_ROW.finditer(block)]
        of_row = len(block) - ends[-1] if ends else of_row + len(block)
        if texts > TEXTS or (is_sheet and of_row > ROW_BYTES):
            return True
        if not is_sheet and part.filename != _SHARED_TEXTS and elements > ELEMENTS:
            return True
    return False


def _blocks(archive: ZipFile, part: ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as content:
        while block := content.read(_BLOCK_BYTES):
            yield block
