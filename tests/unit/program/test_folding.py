"""Folding: two spellings of one name become one, two names stay two."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.program.folding import CITY_PREFIXES, fold, fold_city

#: Letters, digits, space and punctuation of the four languages, accents composed.
LATIN = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x17F, exclude_categories=["Cc"]), min_size=1, max_size=30
)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("  Bogotá,   D.C. ", "bogota d c"),
        ("SÃO PAULO", "sao paulo"),
        ("L’Assomption", "l assomption"),
        ("Coeur d'Alene", "coeur d alene"),
        ("Sacré-Cœur", "sacre coeur"),
        ("Peñalolén", "penalolen"),
        ("Santa Bárbara d´Oeste", "santa barbara d oeste"),
        ("St. John's", "st john s"),
        ("Santa Barbara d`Oeste + Sul", "santa barbara d oeste sul"),
        ("Gro\u00dfstadt", "grossstadt"),
        ("Win\u00adnipeg", "winnipeg"),
        ("Que\u0301bec", "quebec"),
        ("25 de Mayo", "25 de mayo"),
        ("Ciudad de México", "ciudad de mexico"),
        ("?!", ""),
    ],
)
def test_fold(name: str, folded: str) -> None:
    assert fold(name) == folded


@pytest.mark.parametrize(
    "saying",
    [
        "City of",
        "Ciudad de",
        "Municipio de",
        "Municipalidad de",
        "Alcaldía de",
        "Ayuntamiento de",
        "Município de",
        "Prefeitura de",
        "Prefeitura Municipal de",
        "Ville de",
        "Mairie de",
        "Town of",
        "Municipality of",
    ],
)
def test_fold_city_drops_every_way_of_saying_city_of(saying: str) -> None:
    assert fold_city(f"{saying} Mérida") == "merida"
    assert fold_city(f"{saying.upper()}  mérida") == "merida"


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Ciudad del Este", "ciudad del este"),
        ("Mexico City", "mexico city"),
        ("Villeray", "villeray"),
        ("City of", "city of"),
        ("Municipio de la Ciudad de Quito", "la ciudad de quito"),
        ("Municipio de Ciudad de Quito", "quito"),
        ("Kansas City", "kansas city"),
    ],
)
def test_fold_city_keeps_what_belongs_to_the_name(name: str, folded: str) -> None:
    assert fold_city(name) == folded


def test_prefixes_are_themselves_folded() -> None:
    assert [fold(prefix) + " " for prefix in CITY_PREFIXES] == list(CITY_PREFIXES)


@given(st.text())
def test_folding_is_idempotent(name: str) -> None:
    assert fold(fold(name)) == fold(name)
    assert fold_city(fold_city(name)) == fold_city(name)


@given(st.sampled_from(CITY_PREFIXES), st.sampled_from(CITY_PREFIXES), LATIN)
def test_folding_is_idempotent_under_repeated_prefixes(first: str, second: str, name: str) -> None:
    once = fold_city(f"{first}{second}{name}")
    assert fold_city(once) == once


@given(LATIN)
def test_folding_ignores_case(name: str) -> None:
    assert fold(name.upper()) == fold(name.lower()) == fold(name)


@given(LATIN)
def test_folding_ignores_how_accents_are_written(name: str) -> None:
    apart = unicodedata.normalize("NFD", name)
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    assert fold(apart) == fold(bare) == fold(name)


@given(st.lists(st.sampled_from(["puerto", "ejemplo", "San", "José"]), min_size=1), st.text(" .,-–’'/()\t", min_size=1))
def test_folding_ignores_which_punctuation_stands_between_words(words: list[str], between: str) -> None:
    assert fold(between.join(words)) == fold(" ".join(words)) == fold(f" {between}{' '.join(words)}{between}")
