"""Numbers as each language groups them."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_decimal

from shared.wording.language import locale_of


@lru_cache(maxsize=8192, typed=True)  # a page tells the same few of each of its rows
def number(language: str, value: int | float | Decimal) -> str:
    return str(format_decimal(value, locale=locale_of(language)))


@lru_cache(maxsize=8192, typed=True)
def score(language: str, value: int | float | Decimal) -> str:
    """With two places, so that a column of them can be read down."""
    return str(format_decimal(value, format="#,##0.00", locale=locale_of(language)))


def kilobytes(size: int) -> int:
    """As sizes of files are told: no file has none."""
    return -(-size // 1000)
