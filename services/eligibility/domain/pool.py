"""How a group of cities is composed: by region, size, language and resident outcome; program.md §3."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.contracts.eligibility import Composition
from shared.program.eligibility_criteria import RegionCountries

ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class City:
    """What of a city a balance looks at."""

    country: str
    residents: int
    language: str
    resident_outcomes: tuple[str, ...]


def region_of(country: str, countries: RegionCountries) -> str:
    """The name of the list that holds the country."""
    lists = type(countries).model_fields
    return next((name for name in lists if country in getattr(countries, name)), ELSEWHERE)


def size_band(residents: int, bands: Sequence[int]) -> str:
    """Where a city of that size stands among the ascending limits: "up to 250,000", "250,001-500,000", …"""
    below = 0
    for limit in bands:
        if residents <= limit:
            return f"{below + 1:,}-{limit:,}" if below else f"up to {limit:,}"
        below = limit
    return f"over {below:,}"


def band_names(bands: Sequence[int]) -> list[str]:
    """All of them, the small first."""
    return [size_band(limit, bands) for limit in bands] + [size_band(bands[-1] + 1, bands)]


def compose(cities: Iterable[City], countries: RegionCountries, bands: Sequence[int]) -> Composition:
    """How many of the cities are in each group. A city counts once for each of its resident outcomes."""
    known = list(cities)
    regions = Counter(region_of(city.country, countries) for city in known)
    sizes = Counter(size_band(city.residents, bands) for city in known)
    outcomes = Counter(outcome for city in known for outcome in city.resident_outcomes)
    return {
        "region": {name: regions[name] for name in [*type(countries).model_fields, ELSEWHERE] if regions[name]},
        "size": {name: sizes[name] for name in band_names(bands) if sizes[name]},
        "language": dict(sorted(Counter(city.language for city in known).items())),
        "resident_outcome": dict(sorted(outcomes.items())),
    }
