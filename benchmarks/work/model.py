"""An application as the peers validate it, and the check: Alliance's criteria without their explanations."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, HttpUrl

AMERICAS = re.compile(
    "CA|US|MX|BZ|CR|GT|HN|NI|PA|SV|AR|BO|BR|CL|CO|EC|GY|PE|PY|SR|UY|VE|AG|BB|BS|CU|DM|DO|GD|HT|JM|KN|LC|TT|VC"
)
LEGAL_CHECK = frozenset({"CU", "NI", "VE"})
POPULATION_THRESHOLD = 100_000
TERM_YEARS = 2
AS_OF = date(2026, 12, 1)


def insist(accepted: bool) -> bool:
    if not accepted:
        raise ValueError("must be accepted")
    return accepted


Accepted = Annotated[bool, AfterValidator(insist)]


class Mayor(BaseModel):
    name: str = Field(min_length=1, max_length=200)
    term_starts_on: date
    term_ends_on: date


class Contact(BaseModel):
    name: str = Field(min_length=1, max_length=200)
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
    role: Literal["mayors_office", "team_lead", "chief_data_officer", "chief_of_staff", "team"]
    primary: bool


class Evidence(BaseModel):
    kind: str
    url: HttpUrl


class Application(BaseModel):
    call: str
    city: str = Field(min_length=1, max_length=120)
    admin_area: str = Field(min_length=1, max_length=80)
    country: str = Field(pattern="^[A-Z]{2}$")
    time_zone: str
    residents: int = Field(ge=1, le=50_000_000)
    population_source: str = Field(min_length=3, max_length=300)
    population_year: int = Field(ge=1990)
    mayor: Mayor
    ambition: str = Field(min_length=200, max_length=5000)
    foundations: str = Field(min_length=200, max_length=5000)
    evidence: list[Evidence] = Field(max_length=10)
    resident_outcomes: list[str] = Field(min_length=1, max_length=5)
    contacts: list[Contact] = Field(min_length=1, max_length=10)
    endorsed_by_mayor: Accepted
    preferred_language: Literal["en", "es", "pt", "fr"]
    privacy_notice_accepted: Accepted


def check(submitted: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """The worst outcome, and each criterion's."""
    term_ends_on = date.fromisoformat(submitted["term_ends_on"])
    criteria = {
        "region": "pass" if AMERICAS.fullmatch(submitted["country"]) else "fail",
        "legal_check": "needs_review" if submitted["country"] in LEGAL_CHECK else "pass",
        "population": "pass" if submitted["residents"] > POPULATION_THRESHOLD else "fail",
        "mayor_term": "pass" if term_ends_on >= AS_OF.replace(year=AS_OF.year + TERM_YEARS) else "fail",
        "ambition": "for_reviewers",
        "foundations": "for_reviewers",
    }
    outcomes = set(criteria.values())
    outcome = "ineligible" if "fail" in outcomes else "needs_review" if "needs_review" in outcomes else "eligible"
    return outcome, criteria
