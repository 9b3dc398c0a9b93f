"""Where a country lies, by the lists of the program file."""

from __future__ import annotations

from shared.program.eligibility_criteria import RegionCountries

ELSEWHERE = "elsewhere"


def region_names(countries: RegionCountries) -> list[str]:
    """In the program's order; what is in no list comes last."""
    return [*type(countries).model_fields, ELSEWHERE]


def region_of(country: str, countries: RegionCountries) -> str:
    """The name of the list that holds the country."""
    return next((name for name in type(countries).model_fields if country in getattr(countries, name)), ELSEWHERE)


def countries_in(region: str, countries: RegionCountries) -> tuple[tuple[str, ...], bool]:
    """The countries of a region, and whether it is all the others that are meant: those in no list."""
    if region == ELSEWHERE:
        lists = (getattr(countries, name) for name in type(countries).model_fields)
        return tuple(country for listed in lists for country in listed), True
    return tuple(getattr(countries, region)), False
