"""Whole numbers as people write them: each language's own grouping, and nothing that could mean two numbers."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.numbers import WRITINGS, Unreadable, read_grouped, read_whole
from shared.contracts.people import Language

NUMBERS = st.integers(min_value=-(10**12), max_value=10**12)


def refused(value: object, language: str | None = "es") -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read_grouped(value, language)  # type: ignore[arg-type]
    return caught.value


@given(NUMBERS, st.sampled_from([*WRITINGS, None, "de"]))
def test_plain_number_is_read_in_any_language(number: int, language: str | None) -> None:
    assert read_grouped(str(number), language) == number
    assert read_grouped(f"{number}.0", language) == number
    assert read_grouped(number, language) == number
    assert read_grouped(float(number), language) == number


@given(NUMBERS, st.sampled_from(sorted(WRITINGS)), st.data())
def test_number_grouped_as_the_language_does_is_read(number: int, language: str, data: st.DataObject) -> None:
    writing = WRITINGS[language]
    grouped = f"{number:,}".replace(",", data.draw(st.sampled_from(writing.groups)))
    assert read_grouped(grouped, language) == number
    assert read_grouped(f"{grouped}{writing.decimal}00", language) == number


@given(
    st.text(max_size=20) | st.from_regex(r"[0-9., \u202f-]{1,12}", fullmatch=True), st.sampled_from(sorted(WRITINGS))
)
def test_any_text_is_a_number_of_its_own_digits_or_refused(text: str, language: str) -> None:
    try:
        number = read_grouped(text, language)
    except Unreadable:
        return
    digits = "".join(char for char in text if char.isascii() and char.isdigit())
    assert int(digits) in {abs(number) * 10**zeros for zeros in range(3)}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("1,234,567", "es"),
        ("1.234.567", "en"),
        ("1.234.567", "fr"),
        ("1 234 567", "en"),
        ("1.234", "en"),  # a decimal there
        ("1,234", "pt"),
        ("100.00", "es"),  # a decimal, or a digit lost
        ("1,23,456", "en"),
        ("12345,678", "en"),
        ("0,123", "en"),
        ("1,234.567", "en"),
        ("512300.5", "en"),
        ("7.67E+06", "en"),
        ("1'234'567", "en"),
        ("512 300 hab.", "fr"),
        ("٥١٢", "en"),
        ("9" * 31, "en"),
        ("", "en"),
        (512300.5, "en"),
        (float("nan"), "en"),
        (float("inf"), "en"),
        (True, "en"),
    ],
)
def test_what_could_mean_another_number_is_refused(text: object, language: str) -> None:
    assert refused(text, language).code == "not_a_number"


@pytest.mark.parametrize("value", [2025, 2025.0, "2025", "2025.0"])
def test_year_is_read(value: float | str) -> None:
    assert read_whole(value) == 2025


@pytest.mark.parametrize("value", ["2,025", "2.025", "2025.5", "2025.00", 2025.5, True, "MMXXV"])
def test_year_has_no_grouping(value: float | str) -> None:
    with pytest.raises(Unreadable):
        read_whole(value)


def test_every_language_has_its_way_of_grouping() -> None:
    assert set(WRITINGS) == set(get_args(Language))
