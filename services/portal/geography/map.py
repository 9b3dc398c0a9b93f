"""Cities on a map of the Americas: a dot each with the mark of its state, clear of the others; those without one.

map_of([MapCity(name, country, path, look, words, time_zone), …])  # components/map.html draws it

Its page shows the same cities in a table: what a dot says in color and shape is said there in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

from services.portal.geography.projection import HEIGHT, WIDTH, project
from shared.program.places import locate

CLEAR = 11.0  # units of the drawing between the centers of two dots: they touch at most
TURNS = 8  # places that are tried around a spot that is taken, at each distance
MOST_STEPS = 12  # farther from where it lies, a dot would say something wrong: it overlaps instead

Spot = tuple[float, float]


@dataclass(frozen=True)
class MapCity:
    """`look`: how the state's mark is drawn, as `state-…` of components.css without it; `words` name the state."""

    name: str
    country: str
    path: str
    look: str
    words: str
    time_zone: str | None = None


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    city: MapCity


@dataclass(frozen=True)
class Map:
    """`elsewhere`: cities of which it is not known where they lie. `legend`: look, words, how many, most first."""

    dots: tuple[Dot, ...]
    elsewhere: tuple[MapCity, ...]
    legend: tuple[tuple[str, str, int], ...]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def looks(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(dot.city.look for dot in self.dots))


def map_of(cities: Iterable[MapCity]) -> Map:
    """In the order in which they come, which is the order of their links, too."""
    shown = list(cities)
    places = [(city, locate(city.country, city.name, city.time_zone)) for city in shown]
    on_it = [(city, project(place.latitude, place.longitude)) for city, place in places if place]
    spots = apart([spot for _, spot in on_it])
    counts = Counter((city.look, city.words) for city in shown)
    return Map(
        dots=tuple(Dot(*spot, city) for (city, _), spot in zip(on_it, spots, strict=True)),
        elsewhere=tuple(city for city, place in places if place is None),
        legend=tuple((look, words, number) for (look, words), number in counts.most_common()),
    )


def apart(spots: Sequence[Spot]) -> list[Spot]:
    """Each where it lies, or beside it where another is already: in a dense region dots stand next to each other."""
    taken: list[Spot] = []
    for spot in spots:
        free = (one for one in around(spot) if all(is_clear(one, other) for other in taken))
        taken.append(next(free, spot))
    return taken


def is_clear(one: Spot, other: Spot) -> bool:
    return hypot(one[0] - other[0], one[1] - other[1]) >= CLEAR


def around(spot: Spot) -> Iterator[Spot]:
    """The spot itself, then circles around it, nearest first."""
    yield spot
    for step in range(1, MOST_STEPS + 1):
        for turn in range(TURNS):
            angle, distance = 2 * pi * (turn + step % 2 / 2) / TURNS, step * CLEAR / 4
            yield round(spot[0] + distance * cos(angle), 1), round(spot[1] + distance * sin(angle), 1)
