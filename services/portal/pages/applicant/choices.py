"""What an applicant chooses among, in the reader's words and order."""

from __future__ import annotations

from functools import cache

from shared.contracts.application import ContactRole, EvidenceKind, ResidentOutcome
from shared.contracts.countries import time_zones_of
from shared.wording import LANGUAGES, say

Choices = list[tuple[str, str]]


def contact_roles(language: str) -> Choices:
    return [(role.value, say(language, "pages.apply.role", role=role.value)) for role in ContactRole]


def evidence_kinds(language: str) -> Choices:
    return [(kind.value, say(language, "pages.apply.kind", kind=kind.value)) for kind in EvidenceKind]


def outcomes(language: str) -> Choices:
    return [(one.value, say(language, "pages.apply.outcome", outcome=one.value)) for one in ResidentOutcome]


def languages(language: str) -> Choices:
    return [(one, say(language, "pages.apply.spoken", spoken=one)) for one in LANGUAGES]


@cache
def zones(country: str | None, others: tuple[str, ...] = ()) -> tuple[tuple[str, str], ...]:
    """Those of the country, and whatever is chosen already."""
    names = dict.fromkeys([*(zone for zone in others if zone), *(time_zones_of(country) if country else ())])
    return tuple((zone, zone.replace("_", " ")) for zone in names)
