"""Names in the order in which their readers look for them."""

import unicodedata

import pytest

from shared.wording.order import order_of


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Córdoba", "Cuenca"]),
        ("en", ["Aguascalientes", "Águilas", "Avellaneda", "Zárate"]),
        ("en", ["Cañas", "Canoas"]),
        ("es", ["Canoas", "Cantón", "Cañas", "Caobas"]),
        ("es", ["Ñuñoa", "Oaxaca"]),
        ("es", ["Nuñez", "Núñez", "Ñuñoa"]),
        ("pt", ["São José", "São Paulo", "Saquarema"]),
        ("fr", ["Québec", "Saint-Étienne", "Saint-Jean", "Sainte-Foy"]),
        ("en", ["La Paz", "la Paz", "La Plata"]),
    ],
)
def test_names_are_ordered_as_in_the_language(language: str, names: list[str]) -> None:
    backwards = names[::-1]
    assert sorted(backwards, key=lambda name: order_of(name, language)) == names


def test_a_name_that_is_typed_with_its_accents_apart_is_the_same() -> None:
    assert order_of(unicodedata.normalize("NFD", "Cañas"), "es") == order_of("Cañas", "es")
