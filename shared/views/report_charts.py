"""What is drawn of a table of a report: its last number, row by row. The table says the same."""

from __future__ import annotations

from dataclasses import dataclass

from shared.contracts.reporting import NUMBERS, ReportColumn, ReportTable
from shared.views.reports import Words, size_of

IN_PER_CENT = ("progress", "median_progress")


@dataclass(frozen=True)
class Bar:
    """`percent`: of the longest; of a hundred where it is a share of something."""

    name: str
    value: str
    percent: float


def drawn_column(table: ReportTable) -> tuple[int, ReportColumn] | None:
    found = [(number, one) for number, one in enumerate(table.columns) if one.kind in NUMBERS]
    return found[-1] if found else None


def bars_of(words: Words, table: ReportTable) -> list[Bar]:
    """By the first column; of a table without a number none. What is below zero has no length."""
    drawn = drawn_column(table)
    if drawn is None:
        return []
    place, column = drawn
    numbers = [size_of(row.cells[place]) for row in table.rows]
    of_hundred = column.kind == "share" or column.name in IN_PER_CENT
    longest = max(100.0 if of_hundred else 0.0, *numbers, 0.0)
    return [
        Bar(
            words.cell(table.columns[0], row.cells[0]),
            words.cell(column, row.cells[place]),
            round(100 * size / longest, 1) if longest else 0.0,
        )
        for row, size in zip(table.rows, numbers, strict=True)
    ]
