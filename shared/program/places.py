"""The city reference: American places over 50,000 inhabitants, from GeoNames. A hint and a type-ahead, never a gate.

Figures have no date, boroughs count as cities, and names repeat within a country: match country and folded name, and
take any homonym for an answer. Made by `python -m shared.program.make_places`; attribution in data/ATTRIBUTION.md.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice

from shared.contracts.countries import first_time_zone
from shared.program.folding import fold_city

COLUMNS = (
    "geonameid", "name", "country", "admin1", "population", "time_zone", "latitude", "longitude", "other_names",
)  # fmt: skip
OTHER_NAMES_SEPARATOR = "|"
NEAR_DEGREES = 1.0  # twin cities and boroughs: the same spot on a map of a continent


@dataclass(frozen=True, slots=True)
class Place:
    """One place of GeoNames. `admin1` is GeoNames' code of the state or province, not its name."""

    geonameid: int
    name: str
    country: str
    admin1: str
    population: int
    time_zone: str
    latitude: float
    longitude: float


def find_places(country: str, city: str) -> Sequence[Place]:
    """Every place of that country (ISO code) and name, or with that other name; empty when the reference has none.

    Places called so come before places also called so, then the larger first.
    """
    return _index().get((country, fold_city(city)), ())


def locate(country: str, city: str, time_zone: str | None = None) -> Place | None:
    """Where a city lies: of homonyms the one in its time zone. None where the reference has none, or where several lie
    so far from each other that a dot would be a guess.
    """
    named = find_places(country, city)
    homonyms = [place for place in named if fold_city(place.name) == fold_city(city)] or list(named)
    there = [place for place in homonyms if place.time_zone == time_zone] or homonyms
    return there[0] if there and all(_near(there[0], place) for place in there) else None


def _near(one: Place, other: Place) -> bool:
    degrees = max(abs(one.latitude - other.latitude), abs(one.longitude - other.longitude))
    return degrees <= NEAR_DEGREES


def suggest_places(country: str, begun: str, most: int) -> list[Place]:
    """The largest places of a country whose name begins so, for a type-ahead; none before two letters."""
    start = fold_city(begun)
    if len(start) < 2:
        return []
    named = (place for place, _ in _rows() if place.country == country and fold_city(place.name).startswith(start))
    return list(islice(named, most))


def default_time_zone(country: str, city: str) -> str | None:
    """The zone to offer a city: its own, else the country's first, which is that of its largest place.

    A country without a place in the reference takes zone.tab's first. (zone.tab alone runs from east to west and would
    give Brazil's small towns the zone of Noronha, an island, and Canada's that of St. John's.) None: no such country.
    """
    homonyms = find_places(country, city)
    place = homonyms[0] if homonyms else _largest().get(country)
    return place.time_zone if place else first_time_zone(country)


@cache
def _index() -> dict[tuple[str, str], tuple[Place, ...]]:
    named: dict[tuple[str, str], list[Place]] = defaultdict(list)
    also_named: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place, other_names in _rows():
        named[place.country, fold_city(place.name)].append(place)
        for name in other_names:
            also_named[place.country, name].append(place)
    return {key: (*named.get(key, ()), *also_named.get(key, ())) for key in (*named, *also_named)}


@cache
def _largest() -> dict[str, Place]:
    countries: dict[str, Place] = {}
    for place, _other_names in _rows():
        countries.setdefault(place.country, place)
    return countries


@cache
def _rows() -> list[tuple[Place, list[str]]]:
    """Every place with its other names, already folded; the larger first."""
    text = resources.files("shared.program").joinpath("data", "cities.csv").read_text(encoding="utf-8")
    rows = [
        (
            Place(
                int(row["geonameid"]),
                row["name"],
                row["country"],
                row["admin1"],
                int(row["population"]),
                row["time_zone"],
                float(row["latitude"]),
                float(row["longitude"]),
            ),
            [name for name in row["other_names"].split(OTHER_NAMES_SEPARATOR) if name],
        )
        for row in csv.DictReader(text.splitlines())
    ]
    return sorted(rows, key=lambda row: (-row[0].population, row[0].geonameid))
