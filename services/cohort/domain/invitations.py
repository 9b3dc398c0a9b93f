"""Whom a session is for: people found by their roles in the cities' rosters, and people who are named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.cohort.domain.convening import contact_roles
from shared.contracts.errors import Detail, Refusal
from shared.program.folding import fold

NAMED_ROLE = "participant"  # of a person whose name alone is known


@dataclass(frozen=True)
class Member:
    """A person of a city's roster."""

    application_id: UUID
    ref: str
    role: str
    language: str


@dataclass(frozen=True)
class Person:
    """Somebody who takes part: of the roster by `ref`, or by name."""

    application_id: UUID
    code: str
    ref: str | None
    name: str | None
    role: str
    language: str

    @property
    def key(self) -> str:
        return self.ref or f"name:{self.name}"


@dataclass(frozen=True)
class Named:
    """As it was asked for."""

    code: str
    ref: str | None
    name: str | None
    role: str | None


def by_roles(roles: Sequence[str], codes: dict[UUID, str], roster: Iterable[Member]) -> list[Person]:
    wanted = contact_roles(roles)
    return [as_person(one, codes) for one in roster if one.role in wanted]


def as_person(member: Member, codes: dict[UUID, str]) -> Person:
    code = codes[member.application_id]
    return Person(member.application_id, code, member.ref, None, member.role, member.language)


def find_people(
    named: Sequence[Named], codes: dict[UUID, str], roster: Sequence[Member], language: str
) -> list[Person]:
    """Raises invalid naming each entry that is nobody of these cities."""
    found: list[Person] = []
    details: list[Detail] = []
    for number, one in enumerate(named):
        person = _find(one, codes, roster, language)
        if isinstance(person, Person):
            found.append(person)
        else:
            details.append(Detail(f"people.{number}.{person.field}", person.code))
    if details:
        raise Refusal("invalid", *details)
    return found


def _find(one: Named, codes: dict[UUID, str], roster: Sequence[Member], language: str) -> Person | Detail:
    application_id = next((found for found, code in codes.items() if code == one.code), None)
    if application_id is None:
        return Detail("code", "not_invited")
    if (one.ref is None) == (one.name is None):
        return Detail("ref", "ref_or_name")
    if one.name is not None:
        return Person(application_id, one.code, None, one.name, one.role or NAMED_ROLE, language)
    member = next((m for m in roster if (m.application_id, m.ref) == (application_id, one.ref)), None)
    if member is None:
        return Detail("ref", "not_of_city")
    return as_person(member, codes)


def together(*groups: Iterable[Person]) -> list[Person]:
    """Each person of a city once, however their name is spelt."""
    everybody = (person for group in groups for person in group)
    return list({(one.application_id, one.ref or fold(one.name or "")): one for one in everybody}.values())
