"""By whose clock something is planned: the zones that a program's people live in."""

from __future__ import annotations

from services.portal.web.page import Page
from shared.contracts.countries import time_zones_of


def zones(page: Page, *others: str) -> list[tuple[str, str]]:
    """Of the countries from which cities may apply; the reader's own, and others that are in use already, besides."""
    lists = page.program.eligibility.countries
    countries = (*lists.north_america, *lists.central_america, *lists.south_america, *lists.caribbean)
    found = {zone for country in countries for zone in time_zones_of(country)}
    known = found | {one for one in (page.reader.zone, *others) if one}
    return [(one, one.replace("_", " ")) for one in sorted(known)]
