"""The map: where cities lie on it, that no dot hides another, and the form of the committed outline."""

from __future__ import annotations

import re
from itertools import combinations
from math import hypot

from services.portal.geography.make_outline import OUT, simplified
from services.portal.geography.map import CLEAR, Map, MapCity, map_of
from services.portal.geography.projection import HEIGHT, WIDTH, project
from services.portal.web.rendering import LOOKS, environment
from shared.program.places import find_places

MOST_BYTES = 15_000


def city(name: str, country: str, look: str = "working", zone: str | None = None) -> MapCity:
    return MapCity(name, country, f"/cities/{name}", look, look.title(), zone)


def spot(found: Map, name: str) -> tuple[float, float]:
    return next((dot.x, dot.y) for dot in found.dots if dot.city.name == name)


def test_north_is_up_and_west_is_left() -> None:
    found = map_of([city("Halifax", "CA"), city("Rosario", "AR"), city("Recife", "BR"), city("Arequipa", "PE")])
    assert spot(found, "Halifax")[1] < spot(found, "Recife")[1] < spot(found, "Rosario")[1]
    assert spot(found, "Arequipa")[0] < spot(found, "Rosario")[0] < spot(found, "Recife")[0]


def test_every_place_of_the_reference_is_on_the_drawing() -> None:
    far = [("US", "Honolulu"), ("US", "Anchorage"), ("CA", "St. John's"), ("BR", "João Pessoa"), ("AR", "Ushuaia")]
    for country, name in far:
        for place in find_places(country, name):
            x, y = project(place.latitude, place.longitude)
            assert 0 < x < WIDTH, name
            assert 0 < y < HEIGHT, name


def test_no_dot_hides_another_where_cities_lie_close() -> None:
    close = ["São Paulo", "Guarulhos", "Osasco", "Santo André", "Diadema", "Mauá", "Campinas", "Jundiaí", "Santos"]
    found = map_of([city(name, "BR") for name in close])
    assert len(found.dots) == len(close)
    assert all(hypot(a.x - b.x, a.y - b.y) >= CLEAR - 0.1 for a, b in combinations(found.dots, 2))


def test_cities_of_which_it_is_not_known_where_they_lie_are_listed_and_counted() -> None:
    found = map_of([city("Rosario", "AR"), city("Puerto Ejemplo", "CO", "done"), city("Springfield", "US", "done")])
    assert [dot.city.name for dot in found.dots] == ["Rosario"]
    assert [one.name for one in found.elsewhere] == ["Puerto Ejemplo", "Springfield"]
    assert found.legend == (("done", "Done", 2), ("working", "Working", 1))


def test_the_mark_of_each_look_has_a_shape_of_its_own() -> None:
    mark = environment("en").get_template("components/map.html").module.mark  # type: ignore[attr-defined]
    looks = {*LOOKS.values(), "closed"}
    shapes = {str(mark(look)).partition('r="6"/>')[2] for look in looks}
    assert len(shapes) == len(looks)
    assert all("currentColor" in shape for shape in shapes)


def test_the_outline_is_light_and_inside_the_drawing() -> None:
    text = OUT.read_text(encoding="utf-8")
    assert len(text.encode()) < MOST_BYTES
    assert "public domain" in text
    starts = [tuple(map(float, pair.split())) for pair in re.findall(r"M([\d.]+ [\d.]+)l", text)]
    assert starts
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in starts)


def test_a_line_keeps_its_ends_and_what_strays() -> None:
    assert simplified([(0, 0), (1, 0.1), (2, 0), (3, 5), (4, 0)]) == [(0, 0), (2, 0), (3, 5), (4, 0)]
