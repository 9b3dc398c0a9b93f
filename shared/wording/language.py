"""The languages of the program, and how each is written across the Americas."""

from __future__ import annotations

from functools import cache

from babel import Locale

LOCALES = {"en": "en_US", "es": "es_419", "pt": "pt_BR", "fr": "fr_CA"}
LANGUAGES = tuple(LOCALES)
FALLBACK = "en"


@cache  # Babel reads a name anew at each use
def locale_of(language: str) -> Locale:
    return Locale.parse(LOCALES[language])


def known(language: str) -> str:
    """That language, or English where there is no such catalogue."""
    return language if language in LOCALES else FALLBACK
