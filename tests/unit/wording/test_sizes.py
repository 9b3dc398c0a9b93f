"""Sizes of cities, as people read them."""

from __future__ import annotations

import pytest

from services.eligibility.domain.pool import band_names
from shared.wording.sizes import size_band

BANDS = [250_000, 1_000_000]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["up to 250,000", "250,001-1,000,000", "over 1,000,000"]),
        ("es", ["hasta 250,000", "250,001 a 1,000,000", "más de 1,000,000"]),
        ("pt", ["até 250.000", "250.001 a 1.000.000", "mais de 1.000.000"]),
        ("fr", ["jusqu’à 250 000", "250 001 à 1 000 000", "plus de 1 000 000"]),
    ],
)
def test_each_band_has_its_words(language: str, words: list[str]) -> None:
    shown = [size_band(language, key).replace("\u202f", " ").replace("\xa0", " ") for key in band_names(BANDS)]
    assert shown == words


def test_a_band_of_another_version_is_shown_as_it_is() -> None:
    assert size_band("es", "up to 250,000") == "up to 250,000"
