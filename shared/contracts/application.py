"""The application document: a city's request to join, as the API, the command line and imports send it (program.md §2).

Owns the shape and the rules of single fields. Whether a city is eligible is the eligibility service's to judge.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, ValidationError, ValidationInfo, field_validator, model_validator

from shared.contracts.field_codes import refusal_of
from shared.contracts.field_types import (
    Country,
    Email,
    FileHash,
    HttpsLink,
    HumanName,
    IsoDate,
    Text,
    TimeZone,
    Yes,
    YesNo,
    distinct,
    fault,
    not_empty,
    without_addresses,
)
from shared.contracts.people import Language
from shared.contracts.requests import Model


class ResidentOutcome(StrEnum):
    """What a project or target is about."""

    HEALTH_CARE = "health_care"
    WASTE_MANAGEMENT = "waste_management"
    AFFORDABLE_HOUSING = "affordable_housing"
    HOMELESSNESS = "homelessness"
    PUBLIC_SAFETY = "public_safety"
    MOBILITY = "mobility"
    CLIMATE = "climate"
    EDUCATION = "education"
    ECONOMIC_OPPORTUNITY = "economic_opportunity"
    OTHER = "other"


class EvidenceKind(StrEnum):
    POLICY = "policy"
    OPEN_DATA_PORTAL = "open_data_portal"
    DASHBOARD = "dashboard"
    CDO_APPOINTED = "cdo_appointed"
    GOVERNANCE_BODY = "governance_body"
    CERTIFICATION = "certification"
    OTHER = "other"


class ContactRole(StrEnum):
    MAYORS_OFFICE = "mayors_office"
    TEAM_LEAD = "team_lead"
    CHIEF_DATA_OFFICER = "chief_data_officer"
    CHIEF_OF_STAFF = "chief_of_staff"
    TEAM = "team"


class Evidence(Model):
    """What shows the foundations: a link, a text, a file, or several of them."""

    kind: EvidenceKind
    url: HttpsLink | None = None
    text: Annotated[str, Text(1, 2_000, lines=True)] | None = None
    file: FileHash | None = None  # of a file that was added to this application before

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.url is None and self.text is None and self.file is None:
            raise fault("link_or_text")
        return self


class Contact(Model):
    name: HumanName
    email: Email
    role: ContactRole
    primary: YesNo = False


class SelfCheckMayor(Model):
    """A mayor's term. `term_ends_on` is the day the successor takes office; None when that is unknown."""

    name: HumanName | None = None
    term_starts_on: IsoDate | None = None
    term_ends_on: IsoDate | None = None

    @field_validator("term_ends_on")
    @classmethod
    def _ends_after_its_start(cls, ends_on: date | None, info: ValidationInfo) -> date | None:
        starts_on = info.data.get("term_starts_on")
        if ends_on is not None and starts_on is not None and ends_on <= starts_on:
            raise fault("end_before_start")
        return ends_on


class Mayor(SelfCheckMayor):
    name: HumanName
    term_starts_on: IsoDate


def _one_primary_and_the_mayors_office(contacts: tuple[Contact, ...]) -> tuple[Contact, ...]:
    if Counter(contact.primary for contact in contacts)[True] != 1:
        raise fault("one_primary_contact")
    if not any(contact.role is ContactRole.MAYORS_OFFICE for contact in contacts):
        raise fault("mayors_office_contact")
    return contacts


CallId = Annotated[str, Text(1, 80)]
CityName = Annotated[str, Text(1, 120), AfterValidator(without_addresses)]
AreaName = Annotated[str, Text(1, 80), AfterValidator(without_addresses)]
#: People of the municipality that the mayor governs; metropolitan figures do not count.
Residents = Annotated[int, Field(strict=True, ge=1, le=50_000_000)]
PopulationSource = Annotated[str, Text(3, 300)]
#: At most this year, which the caller of `parse_application` knows.
PopulationYear = Annotated[int, Field(strict=True, ge=1990)]
Statement = Annotated[str, Text(200, 5_000, lines=True)]
EvidenceList = Annotated[tuple[Evidence, ...], Field(max_length=10)]
ResidentOutcomes = Annotated[
    tuple[ResidentOutcome, ...],
    Field(max_length=5, json_schema_extra={"minItems": 1, "uniqueItems": True}),
    AfterValidator(not_empty),
    AfterValidator(distinct),
]
OtherOutcome = Annotated[str, Text(1, 120)]
Contacts = Annotated[
    tuple[Contact, ...],
    Field(max_length=10, json_schema_extra={"minItems": 1}),
    AfterValidator(not_empty),
    AfterValidator(_one_primary_and_the_mayors_office),
]


class SelfCheckDocument(Model):
    """What `alliance check` and the public self-check take: four fields needed, the rest judged by the same rules."""

    country: Country
    residents: Residents
    population_year: PopulationYear
    mayor: SelfCheckMayor
    call: CallId | None = None
    city: CityName | None = None
    admin_area: AreaName | None = None
    time_zone: TimeZone | None = None
    population_source: PopulationSource | None = None
    ambition: Statement | None = None
    foundations: Statement | None = None
    evidence: EvidenceList = ()
    resident_outcomes: ResidentOutcomes | None = None
    other_outcome: OtherOutcome | None = Field(default=None, validate_default=True)
    contacts: Contacts | None = None
    endorsed_by_mayor: Yes | None = None
    preferred_language: Language | None = None
    privacy_notice_accepted: Yes | None = None

    @field_validator("population_year")
    @classmethod
    def _not_in_the_future(cls, year: int, info: ValidationInfo) -> int:
        """Judged when a form comes in; a stored document, read without a day, was judged before."""
        today = (info.context or {}).get("today")
        if today is not None and year > today.year:
            raise fault("in_the_future", last=today.year)
        return year

    @field_validator("other_outcome")
    @classmethod
    def _only_with_other(cls, text: str | None, info: ValidationInfo) -> str | None:
        if "resident_outcomes" not in info.data:  # itself wrong, and reported
            return text
        names_other = ResidentOutcome.OTHER in (info.data["resident_outcomes"] or ())
        if names_other and text is None:
            raise fault("missing")
        if text is not None and not names_other:
            raise fault("only_with_other")
        return text


class ApplicationDocument(SelfCheckDocument):
    """One version of a city's request to join a call. `time_zone` None: the city reference's, else the country's."""

    mayor: Mayor
    call: CallId
    city: CityName
    admin_area: AreaName
    population_source: PopulationSource
    ambition: Statement
    foundations: Statement
    resident_outcomes: ResidentOutcomes
    contacts: Contacts
    endorsed_by_mayor: Yes
    preferred_language: Language
    privacy_notice_accepted: Yes


class EligibilityFacts(Model, extra="ignore"):
    """What the criteria look at, of one version of an application or of a self-check, free of personal data.

    Stored with each result. None: not told. It travels in events, so a reader ignores what a later version adds.
    """

    country: str
    city: str | None = None
    residents: int
    population_year: int
    population_official: bool | None = None  # the source is the latest census or an official estimate
    mayor_term_starts_on: date | None = None
    mayor_term_ends_on: date | None = None


def parse_application(data: object, *, today: date) -> ApplicationDocument:
    """The document in `data`, cleaned. Raises Refusal("invalid"), one detail for each wrong field (FIELD_CODES)."""
    try:
        return ApplicationDocument.model_validate(data, context=_context(today))
    except ValidationError as error:
        raise refusal_of(error) from error


def parse_self_check(data: object, *, today: date) -> SelfCheckDocument:
    """The self-check in `data`. Raises as `parse_application` does."""
    try:
        return SelfCheckDocument.model_validate(data, context=_context(today))
    except ValidationError as error:
        raise refusal_of(error) from error


def _context(today: date) -> dict[str, Any]:
    return {"today": today}
