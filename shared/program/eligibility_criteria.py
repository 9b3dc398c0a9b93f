"""One version of the eligibility criteria, as data; program.md §3. services/eligibility/domain/criteria.py judges."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import chain
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from shared.contracts.application import EligibilityFacts, SelfCheckDocument
from shared.contracts.field_types import Country, Text, YesNo, distinct, fault
from shared.contracts.people import Language
from shared.contracts.requests import Model
from shared.program.folding import fold
from shared.program.named import Count, Positive, Title

Countries = Annotated[tuple[Country, ...], AfterValidator(distinct)]
Phrases = dict[Language, tuple[Title, ...]]


class RegionCountries(Model):
    """ISO codes. `territories` are looked at by people; a country stands in one list only."""

    north_america: Countries
    central_america: Countries
    south_america: Countries
    caribbean: Countries
    territories: Countries

    @model_validator(mode="after")
    def _one_list_for_each(self) -> Self:
        listed = Counter(
            chain(self.north_america, self.central_america, self.south_america, self.caribbean, self.territories)
        )
        if twice := [country for country, times in listed.items() if times > 1]:
            raise fault("in_two_lists", countries=twice)
        return self


class EligibilityCriteria(Model):
    version: Annotated[str, Text(1, 40)]
    caribbean: YesNo
    legal_check: Countries
    population_threshold: Positive  # residents; a city needs more
    near_claim_percent: Annotated[int, Field(strict=True, ge=0, le=100)]  # above the threshold
    stale_years: Count  # an older population figure is remarked on
    mayor_term_years: Count  # left after the as-of date
    countries: RegionCountries
    official_sources: Phrases  # words of a population source that mark a census or an official estimate
    unofficial_sources: Phrases  # words that take that back

    def in_region(self, country: str) -> bool:
        """Whether the country lies in North, Central or South America, or in the Caribbean while that counts."""
        lists = self.countries
        mainland = (*lists.north_america, *lists.central_america, *lists.south_america)
        return country in mainland or (self.caribbean and country in lists.caribbean)

    def is_official_source(self, source: str) -> bool:
        """Whether the words of a population source say census or official estimate, in any of the four languages."""
        return _holds(source, self.official_sources) and not _holds(source, self.unofficial_sources)


def _holds(source: str, phrases: Phrases) -> bool:
    words = f" {fold(source)} "
    return any(f" {_folded(phrase)} " in words for phrase in chain.from_iterable(phrases.values()))


_folded = cache(fold)


def facts_of(document: SelfCheckDocument, criteria: EligibilityCriteria) -> EligibilityFacts:
    """The facts in a document (an application is a self-check with more); the criteria know official sources."""
    source = document.population_source
    return EligibilityFacts(
        country=document.country,
        city=document.city,
        residents=document.residents,
        population_year=document.population_year,
        population_official=None if source is None else criteria.is_official_source(source),
        mayor_term_starts_on=document.mayor.term_starts_on,
        mayor_term_ends_on=document.mayor.term_ends_on,
    )
