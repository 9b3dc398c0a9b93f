"""Names of cities inside a sentence."""

import pytest

from shared.wording.places import of_city


@pytest.mark.parametrize(
    ("language", "city", "said"),
    [
        ("fr", "Lima", "de Lima"),
        ("fr", "Ottawa", "d’Ottawa"),
        ("fr", "Île-à-la-Crosse", "d’Île-à-la-Crosse"),
        ("fr", "El Paso", "d’El Paso"),
        ("fr", "Hamilton", "de Hamilton"),
        ("fr", "Yopal", "de Yopal"),
        ("fr", "Le Cap", "du Cap"),
        ("fr", "Les Cayes", "des Cayes"),
        ("fr", "La Paz", "de La Paz"),
        ("es", "Ottawa", "de Ottawa"),
        ("pt", "Olinda", "de Olinda"),
        ("en", "Ottawa", "of Ottawa"),
    ],
)
def test_a_city_is_named_as_its_language_does(language: str, city: str, said: str) -> None:
    assert of_city(language, city) == said
