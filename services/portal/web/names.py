"""Names of countries, languages and states as they stand alone, in a cell or a menu."""

from __future__ import annotations

from babel import Locale

from shared.wording import LANGUAGES, say
from shared.wording.language import LOCALES

Choices = list[tuple[str, str]]


def alone(words: str) -> str:
    """With a capital."""
    return words[:1].upper() + words[1:]


def named(language: str, group: str, value: object) -> str:
    return alone(say(language, f"{group}.{value}"))


def country(language: str, code: str) -> str:
    return str(Locale.parse(LOCALES[language]).territories.get(code, code))


def tongue(language: str, code: str) -> str:
    return alone(str(Locale.parse(LOCALES[language]).languages.get(code, code)))


def tongues(language: str) -> Choices:
    return [(one, tongue(language, one)) for one in LANGUAGES]
