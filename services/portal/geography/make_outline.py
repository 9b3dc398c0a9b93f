"""Makes templates/components/americas.svg, the land and the borders of the map:
`python -m services.portal.geography.make_outline countries-50m.json`.

Run by hand; nothing imports it. The file is Natural Earth's countries at 1:50,000,000 as TopoJSON, which the npm
package world-atlas 2.0.2 carries (`npm pack world-atlas@2.0.2`). Natural Earth is in the public domain. What is drawn
is simplified, with one decimal: a background for dots, not a statement about any border.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from math import hypot
from pathlib import Path
from typing import Any

from services.portal.geography.projection import project

OUT = Path(__file__).parent.parent / "templates" / "components" / "americas.svg"
#: ISO 3166 numbers, as world-atlas names countries: the program's regions, its territories, but for Greenland.
AMERICAS = frozenset({
    28, 32, 44, 52, 68, 76, 84, 124, 152, 170, 188, 192, 212, 214, 218, 222, 238, 254, 308, 312, 320, 328,
    332, 340, 388, 474, 484, 531, 533, 558, 591, 600, 604, 630, 659, 660, 662, 670, 740, 780, 840, 858, 862,
})  # fmt: skip
NORTHERNMOST, WESTERNMOST = 74.5, -172.0  # degrees; beyond lie islands without cities
ROUGHNESS = 1.1  # units of the drawing by which a line may stray
SMALLEST = 1.2  # units: the diagonal of an island that is still drawn

Point = tuple[float, float]
Line = list[Point]

HEAD = """{# Made by services/portal/geography/make_outline.py from Natural Earth (public domain); not by hand. #}
"""


def main(source: Path) -> None:
    topology = json.loads(source.read_text(encoding="utf-8"))
    lines = [list(line) for line in arcs_of(topology)]
    rings = [ring for country in countries_of(topology) for ring in rings_of(country)]
    kept = [ring for ring in rings if is_shown(ring, lines)]
    uses = Counter(index_of(arc) for ring in kept for arc in ring)
    drawn = [
        simplified([project(lat, lon) for lon, lat in line]) if number in uses else []
        for number, line in enumerate(lines)
    ]
    coasts = [arc for ring in kept for arc in ring if uses[index_of(arc)] == 1]
    borders = sorted(index for index, number in uses.items() if number > 1)
    land = "".join(path_of(ring, closed=True) for ring in joined(coasts, drawn) if size_of(ring) > SMALLEST)
    inner = "".join(path_of(drawn[index], closed=False) for index in borders)
    paths = (
        f'<path class="land" fill="#e5e1da" d="{land}"/>',
        f'<path class="borders" fill="none" stroke="#fff" d="{inner}"/>',
    )
    OUT.write_text(HEAD + "\n".join(paths) + "\n", encoding="utf-8")
    sys.stdout.write(f"{OUT.stat().st_size:,} bytes\n")


def arcs_of(topology: dict[str, Any]) -> Iterator[Iterator[Point]]:
    """Longitude and latitude of each arc's points: TopoJSON has the steps between them, in whole numbers."""
    (width, height), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        steps = accumulate(arc, lambda one, step: (one[0] + step[0], one[1] + step[1]))
        yield ((left + x * width, bottom + y * height) for x, y in steps)


def countries_of(topology: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for country in topology["objects"]["countries"]["geometries"]:
        if int(country.get("id", 0)) in AMERICAS:
            yield country


def rings_of(country: dict[str, Any]) -> Iterable[list[int]]:
    """Outer ones and holes; a number below zero is an arc against its direction."""
    polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
    return [ring for polygon in polygons for ring in polygon]


def index_of(arc: int) -> int:
    return arc if arc >= 0 else ~arc


def points_of(arc: int, lines: Sequence[Line]) -> Line:
    return lines[arc] if arc >= 0 else lines[~arc][::-1]


def is_shown(ring: list[int], lines: Sequence[Line]) -> bool:
    points = [point for arc in ring for point in points_of(arc, lines)]
    return (
        min(lat for _, lat in points) < NORTHERNMOST - 5
        and max(lat for _, lat in points) < NORTHERNMOST
        and (min(lon for lon, _ in points) > WESTERNMOST and max(lon for lon, _ in points) < 0)
    )


def joined(arcs: Sequence[int], lines: Sequence[Line]) -> Iterator[Line]:
    """The rings of the whole land: what two countries share lies inside it."""
    starts: dict[Point, list[Line]] = {}
    for arc in arcs:
        line = points_of(arc, lines)
        starts.setdefault(line[0], []).append(line)
    while starts:
        ring = list(taken(starts, next(iter(starts))))
        while ring[-1] != ring[0]:
            ring += taken(starts, ring[-1])[1:]
        yield ring


def taken(starts: dict[Point, list[Line]], point: Point) -> Line:
    line = starts[point].pop()
    if not starts[point]:
        del starts[point]
    return line


def simplified(line: Line) -> Line:
    """Without what strays less than ROUGHNESS from the rest (Douglas and Peucker); the ends stay."""
    if len(line) < 3:
        return line
    if line[0] == line[-1]:  # an island: from its first point to the farthest, and back
        middle = max(range(len(line)), key=lambda number: distance(line[0], line[number]))
        if not 0 < middle < len(line) - 1:
            return [line[0], line[-1]]
        return simplified(line[: middle + 1])[:-1] + simplified(line[middle:])
    far = max(range(1, len(line) - 1), key=lambda number: stray(line[number], line[0], line[-1]))
    if stray(line[far], line[0], line[-1]) < ROUGHNESS:
        return [line[0], line[-1]]
    return simplified(line[: far + 1])[:-1] + simplified(line[far:])


def distance(one: Point, other: Point) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def stray(point: Point, one: Point, other: Point) -> float:
    length = distance(one, other)
    if length == 0:
        return distance(point, one)
    return abs((other[0] - one[0]) * (one[1] - point[1]) - (one[0] - point[0]) * (other[1] - one[1])) / length


def size_of(ring: Line) -> float:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return distance((min(xs), min(ys)), (max(xs), max(ys)))


def path_of(line: Line, *, closed: bool) -> str:
    """SVG's relative steps, in tenths of a unit, which is all that is seen."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in line]
    steps = [(x - a, y - b) for (a, b), (x, y) in pairwise(tenths)]
    steps = [step for step in steps if step != (0, 0)]
    shown = written(one for step in (steps[:-1] if closed else steps) for one in step)
    return f"M{written(tenths[0])}l{shown}{'z' if closed else ''}"


def written(tenths: Iterable[int]) -> str:
    """No longer than SVG needs: a minus parts two numbers as well as a space does."""
    numbers = (f"{one / 10:g}".replace("0.", ".") if abs(one) < 10 else f"{one / 10:g}" for one in tenths)
    return " ".join(numbers).replace(" -", "-")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
