"""The countries of the program, as a language orders and names them."""

from __future__ import annotations

from functools import cache

from shared.program.model import EligibilityCriteria
from shared.wording.language import locale_of
from shared.wording.order import order_of


def country_choices(language: str, criteria: EligibilityCriteria) -> tuple[tuple[str, str], ...]:
    """(code, name) of the program's countries. A city elsewhere finds none to choose, which says it."""
    regions = criteria.countries.model_dump().values()
    ours = frozenset(code for codes in regions for code in codes)
    return _choices(language, ours)


@cache
def _choices(language: str, codes: frozenset[str]) -> tuple[tuple[str, str], ...]:
    names = locale_of(language).territories
    found = [(code, str(names[code])) for code in codes if code in names]
    return tuple(sorted(found, key=lambda one: order_of(one[1], language)))
