"""How a group of cities is composed: by region, size, language and resident outcome; program.md §3."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.contracts.eligibility import Composition
from shared.contracts.filters import insist_on_known, one_of
from shared.program.eligibility_criteria import RegionCountries
from shared.program.regions import countries_in, region_names, region_of


@dataclass(frozen=True)
class City:
    """What of a city a balance looks at."""

    country: str
    residents: int
    language: str
    resident_outcomes: tuple[str, ...]


def size_band(residents: int, bands: Sequence[int]) -> str:
    """Where a city of that size stands among the ascending limits: up_to_250000, 250001-500000, over_500000."""
    below = 0
    for limit in bands:
        if residents <= limit:
            return f"{below + 1}-{limit}" if below else f"up_to_{limit}"
        below = limit
    return f"over_{below}"


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
        "region": {name: regions[name] for name in region_names(countries) if regions[name]},
        "size": {name: sizes[name] for name in band_names(bands) if sizes[name]},
        "language": dict(sorted(Counter(city.language for city in known).items())),
        "resident_outcome": dict(sorted(outcomes.items())),
    }


@dataclass(frozen=True)
class Filters:
    """What of a pool is wanted; None narrows nothing. `elsewhere` turns the countries around: those in no list."""

    call: str
    countries: tuple[str, ...] | None = None
    elsewhere: bool = False
    above: int | None = None
    up_to: int | None = None
    language: str | None = None
    outcome: str | None = None
    eligibility: str | None = None
    state: str | None = None
    shortlisted: bool | None = None


def countries_of(region: str, countries: RegionCountries) -> tuple[tuple[str, ...], bool]:
    """The countries of a region, and whether it is all the others that are meant. Raises Refusal("invalid")."""
    insist_on_known(one_of("region", region, region_names(countries)))
    return countries_in(region, countries)


def limits_of(size: str, bands: Sequence[int]) -> tuple[int | None, int | None]:
    """Above and up to how many residents; None is open. Raises Refusal("invalid").

    A band is known by its English name as well ("250,001-500,000"), which scripts of former versions send.
    """
    names, name = band_names(bands), size.replace(",", "").replace(" ", "_")
    insist_on_known(one_of("size", name, names))
    place = names.index(name)
    return (bands[place - 1] if place else None), (bands[place] if place < len(bands) else None)
