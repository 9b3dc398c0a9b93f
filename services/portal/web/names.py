"""Names of countries, languages and states as they stand alone, in a cell or a menu."""

from __future__ import annotations

from functools import lru_cache

from shared.wording import LANGUAGES, has, say
from shared.wording.language import locale_of

Choices = list[tuple[str, str]]


def alone(words: str) -> str:
    """With a capital."""
    return words[:1].upper() + words[1:]


def named(language: str, group: str, value: object) -> str:
    return alone(say(language, f"{group}.{value}"))


def role_title(language: str, role: str) -> str:
    """A role that the program knows, else as somebody wrote it."""
    return say(language, f"roles.{role}") if has(f"roles.{role}") else role


@lru_cache(maxsize=4096)
def country(language: str, code: str) -> str:
    return str(locale_of(language).territories.get(code, code))


@lru_cache(maxsize=4096)
def tongue(language: str, code: str) -> str:
    return alone(str(locale_of(language).languages.get(code, code)))


def tongues(language: str) -> Choices:
    return [(one, tongue(language, one)) for one in LANGUAGES]
