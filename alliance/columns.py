"""Tables that fit the terminal: no cell is cut. What a line has no room for goes to the line below, indented."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

GAP = 2
INDENT = 4
NARROWEST = 20  # a column that is wrapped in its place has at least as much room


@dataclass(frozen=True)
class Line:
    """Columns of one line, by their number and width. All lines but the first are indented."""

    columns: Sequence[tuple[int, int]]
    indent: int

    def of(self, cells: Sequence[str]) -> Iterator[str]:
        """The cells of one row; nothing where all are empty, several lines where one is wrapped."""
        parts = [_wrapped(cells[at], width) for at, width in self.columns]
        if not any(cells[at] for at, _ in self.columns):
            return
        for number in range(max(map(len, parts))):
            shown = (part[number] if number < len(part) else "" for part in parts)
            padded = (text.ljust(width) for text, (_, width) in zip(shown, self.columns, strict=True))
            yield (" " * self.indent + (" " * GAP).join(padded)).rstrip()


def lines_of(headings: Sequence[str], rows: Iterable[Sequence[object]], room: int) -> Iterator[str]:
    """Each row on a line of at most `room` columns, or on several that stand together."""
    cells = [[" ".join(str(cell).split()) for cell in row] for row in [headings, *rows]]
    lines = list(_laid_out(cells, room))
    for row in cells:
        shown = [text for line in lines for text in line.of(row)]
        yield from shown or [""]


def _laid_out(cells: Sequence[Sequence[str]], room: int) -> Iterator[Line]:
    """As many columns on each line as fit. The last one is wrapped in its place where there is room to read it."""
    indent, taken, columns = 0, 0, list[tuple[int, int]]()
    for at in range(len(cells[0])):
        wide = max(len(row[at]) for row in cells)
        left = room - indent - taken
        if wide > left and at == len(cells[0]) - 1 and left >= max(NARROWEST, _longest_word(cells, at)):
            wide = left
        if wide > left and columns:
            yield Line(columns, indent)
            indent, taken, columns = INDENT, 0, []
        columns.append((at, min(wide, room - indent) if _longest_word(cells, at) <= room - indent else wide))
        taken += columns[-1][1] + GAP
    yield Line(columns, indent)


def _wrapped(cell: str, width: int) -> list[str]:
    """Words stay whole: an id or an address is copied from here."""
    return textwrap.wrap(cell, max(1, width), break_on_hyphens=False, break_long_words=False) or [""]


def _longest_word(cells: Sequence[Sequence[str]], at: int) -> int:
    return max((len(word) for row in cells for word in row[at].split()), default=0)
