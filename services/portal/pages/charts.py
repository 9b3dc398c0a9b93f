"""A line over time as SVG shapes: what was measured, and the pace that was planned. Its page shows the same numbers in
a table; colours and marks are classes of components.css."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import floor, log10

LEFT, RIGHT, TOP, BOTTOM = 60, 490, 20, 210
WIDTH, HEIGHT = 520, 250
STEPS = (1, 2, 5, 10)
TICKS = 4
ROOM_AFTER = 0.25  # of the time that is drawn lies ahead of the last measurement


@dataclass(frozen=True)
class Point:
    on: date
    value: Decimal


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    point: Point

    @property
    def above(self) -> float:
        """Where its number stands, clear of the edge."""
        return self.y - 12 if self.y > TOP + 20 else self.y + 24


@dataclass(frozen=True)
class Chart:
    """`ticks`: the value of each line and where it lies; `aim`: the planned pace, from left to right."""

    dots: tuple[Dot, ...]
    ticks: tuple[tuple[float, float], ...]
    aim: tuple[float, float, float, float]

    @property
    def grid(self) -> str:
        return "".join(f"M{LEFT - 16} {y:g}H{RIGHT + 10}" for _, y in self.ticks)

    @property
    def line(self) -> str:
        return " ".join(f"{dot.x:g},{dot.y:g}" for dot in self.dots)


def chart_of(points: Sequence[Point], target: Point) -> Chart:
    """`points` in the order of time, the first the baseline from which the planned pace leads to the target."""
    first, last = points[0], points[-1]
    seen = max((last.on - first.on).days, 1)
    end = min(max(target.on, last.on), last.on + timedelta(days=max(int(seen * ROOM_AFTER), 30)))
    end = max(end, first.on + timedelta(days=1))
    planned = pace(first, target, end)
    steps = ticks_of([float(one.value) for one in points] + [planned])
    low, high = steps[0], steps[-1]

    def x(on: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (on - first.on).days / (end - first.on).days, 1)

    def y(value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * (value - low) / (high - low), 1)

    return Chart(
        dots=tuple(Dot(x(one.on), y(float(one.value)), one) for one in points),
        ticks=tuple((step, y(step)) for step in steps),
        aim=(x(first.on), y(float(first.value)), x(end), y(planned)),
    )


def pace(first: Point, target: Point, on: date) -> float:
    """What is planned for a day, in a straight line."""
    days = (target.on - first.on).days
    share = min((on - first.on).days / days, 1.0) if days > 0 else 1.0
    return float(first.value) + (float(target.value) - float(first.value)) * share


def spark_of(values: Sequence[int], width: int = 96, height: int = 24) -> str:
    """The path of a small line without axes, from zero up to the greatest, two within its box."""
    top, last = max([*values, 1]), max(len(values) - 1, 1)
    places = ((width * number / last, height - 2 - (height - 4) * value / top) for number, value in enumerate(values))
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)


def ticks_of(values: Sequence[float]) -> list[float]:
    """Round numbers around all of them; from zero, unless some lie below."""
    low, high = min(0.0, *values), max(values)
    span = (high - low) or abs(high) or 1.0
    size = 10.0 ** floor(log10(span / TICKS))
    step = next(size * one for one in STEPS if size * one * TICKS >= span)
    start = floor(low / step)
    count = TICKS
    while (start + count) * step < high:
        count += 1
    return [round((start + number) * step, 10) for number in range(count + 1)]
