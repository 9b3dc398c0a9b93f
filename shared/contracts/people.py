"""People as the services speak of them: roles, languages, references without personal data, callers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from shared.contracts.requests import Model

Language = Literal["en", "es", "pt", "fr"]


class Role(StrEnum):
    """Who may do what; the permission table speaks in these."""

    ANONYMOUS = "anonymous"
    APPLICANT = "applicant"
    CITY_MEMBER = "city_member"
    REVIEWER = "reviewer"
    COACH = "coach"
    STAFF = "staff"
    PROGRAM_LEAD = "program_lead"
    ADMINISTRATOR = "administrator"
    SERVICE = "service"


#: Roles that a person may be given. `anonymous` and `service` come from the kind of caller alone.
PERSON_ROLES = frozenset(Role) - {Role.ANONYMOUS, Role.SERVICE}


class PersonRef(Model, extra="ignore"):
    """A person in an event: `owner:id` names the service that resolves name and address for the mail sender.

    It travels in events, so a reader ignores what a later version adds.
    """

    ref: str
    role: str
    language: Language


class FoundRefs(Model):
    """References of those whose address was asked for."""

    refs: tuple[str, ...]


@dataclass(frozen=True)
class Caller:
    """Who makes a call, as the checked token says; never as the arguments say, `source` aside."""

    actor: str  # person:<id>, service:<name>, local-admin, anonymous:<edge>
    roles: frozenset[Role]
    session: str | None = None  # the id of a person's session
    authenticated_at: datetime | None = None  # when the person last proved who they are
    address: str | None = None  # the person's proven one, for the owners of what names it: in `claim_address` alone
    left_out: bool = False  # an access token whose scopes do not have what is asked for: nothing is allowed
    source: str | None = None  # where the request came from, as its edge says: for limits, never for rights

    @property
    def id(self) -> str:
        return self.actor.partition(":")[2] or self.actor

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def is_person(self) -> bool:
        return self.actor.startswith("person:")

    def is_service(self, name: str) -> bool:
        return self.actor == f"service:{name}"
