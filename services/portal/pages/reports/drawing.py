"""Stacked bars over time as SVG shapes: of each row of a table a bar, of each number a part of it. The table beside it
says the same; colours are classes of components.css."""

from __future__ import annotations

from dataclasses import dataclass

from shared.contracts.reporting import NUMBERS, ReportTable
from shared.views.reports import Words, size_of

WIDTH, HEIGHT = 520, 200
LEFT, TOP, BOTTOM = 10, 10, 170
FILLS = ("fill-1", "fill-2", "fill-3", "fill-rest")
GAP = 0.3  # of a bar's room


@dataclass(frozen=True)
class Part:
    x: float
    y: float
    width: float
    height: float
    fill: str


@dataclass(frozen=True)
class Stacks:
    """`legend`: a class and a name for each number; `ends`: where the first and the last bar stand, and their names."""

    parts: tuple[Part, ...]
    legend: tuple[tuple[str, str], ...]
    ends: tuple[tuple[float, str], ...]


def stacks_of(words: Words, table: ReportTable) -> Stacks | None:
    """None where there is nothing to draw."""
    counted = [(place, one) for place, one in enumerate(table.columns) if one.kind in NUMBERS]
    sums = [sum(size_of(row.cells[place]) for place, _ in counted) for row in table.rows]
    if not any(sums):
        return None
    room = (WIDTH - 2 * LEFT) / len(table.rows)
    parts, centers = [], []
    for number, row in enumerate(table.rows):
        x, below = LEFT + number * room + room * GAP / 2, float(BOTTOM)
        centers.append(round(x + room * (1 - GAP) / 2, 1))
        for at, (place, _) in enumerate(counted):
            height = (BOTTOM - TOP) * size_of(row.cells[place]) / max(sums)
            below -= height
            fill = FILLS[min(at, len(FILLS) - 1)]
            if height:
                parts.append(Part(round(x, 1), round(below, 1), round(room * (1 - GAP), 1), round(height, 1), fill))
    legend = tuple((FILLS[min(at, len(FILLS) - 1)], words.name(one)) for at, (_, one) in enumerate(counted))
    named = [words.cell(table.columns[0], row.cells[0]) for row in table.rows]
    ends = {0, len(named) - 1}
    return Stacks(tuple(parts), legend, tuple((centers[at], named[at]) for at in sorted(ends)))
