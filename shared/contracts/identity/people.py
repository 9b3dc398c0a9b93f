"""People, their roles, languages and addresses."""

from __future__ import annotations

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field, field_validator

from shared.contracts.events import Event, Origin
from shared.contracts.field_types import Email, HumanName
from shared.contracts.people import Language, PersonRef, Role
from shared.contracts.requests import Command, Model, Page, Query


class PersonEvent(Event, aggregate="person"):
    person_id: UUID
    origin: Origin = None


class StandingEvent(PersonEvent, aggregate="person"):
    """What changes how somebody stands in the program. `roles`: those in force from now on."""

    roles: tuple[Role, ...]
    languages: tuple[Language, ...]


class PersonAdded(StandingEvent):
    """Somebody may act in the program from now on. Without a role: they have proven an address."""


class PersonChanged(StandingEvent):
    """The name or the languages of somebody are others."""


class PersonErased(PersonEvent):
    """What was kept of somebody is gone; whoever holds more under the id erases it."""


class RolesChanged(StandingEvent):
    """Roles were given to somebody, or taken. A call that is under way goes on with those of before, for a minute."""

    given: tuple[Role, ...]
    taken: tuple[Role, ...]


#: Why somebody is let in nowhere any more.
LeavingReason = Literal["left_program", "own_wish", "misuse", "twice_on_record"]


class PersonDeactivated(StandingEvent):
    """Somebody is let in nowhere any more, and mailed nothing. Their sessions are over."""

    because: LeavingReason


class PersonReactivated(StandingEvent):
    """Somebody is let in again, with the roles of before."""


class Person(Model):
    id: UUID
    name: str  # empty until somebody who proved an address says it
    email: str
    roles: tuple[Role, ...]
    languages: tuple[Language, ...]
    active: bool = True  # false: deactivated, and let in nowhere
    version: int = 1


class AddedPerson(Model):
    person: Person
    added: bool  # false: the address was known, nothing changed


class AddPerson(Command[AddedPerson]):
    """Add a person. The same address with the same data again adds nothing; with other data: `already_exists`."""

    sensitive: ClassVar[bool] = True

    name: HumanName
    email: Email
    roles: tuple[Role, ...] = Field(min_length=1)
    languages: tuple[Language, ...] = Field(min_length=1)


class ChangePerson(Command[Person]):
    """Change what is given. Nobody gives or takes a role above their own."""

    sensitive: ClassVar[bool] = True

    person: UUID
    name: HumanName | None = None
    roles: tuple[Role, ...] | None = None
    languages: tuple[Language, ...] | None = Field(None, min_length=1)
    expected_version: int | None = None

    @field_validator("roles", "languages")
    @classmethod
    def _once(cls, value: tuple[str, ...] | None) -> tuple[str, ...] | None:
        """Languages in the order given, of which the first is written in."""
        return value and tuple(dict.fromkeys(value))


class DeactivatedPerson(Model):
    person: Person
    sessions_ended: int


class DeactivatePerson(Command[DeactivatedPerson]):
    """Let somebody in nowhere any more: all sessions and open sign-ins end; a token given out before lives for a minute
    at most. What they were to do stays theirs until it is handed over."""

    sensitive: ClassVar[bool] = True

    person: UUID
    because: LeavingReason
    expected_version: int | None = None


class ReactivatePerson(Command[Person]):
    """Let somebody in again, with the roles of before."""

    sensitive: ClassVar[bool] = True

    person: UUID
    expected_version: int | None = None


class ChangeOwnDetails(Command[Person]):
    """Say what one is called, and in which languages one reads; the first is the one to be written to in."""

    name: HumanName
    languages: tuple[Language, ...] = Field(min_length=1)


class ListPeople(Query[Page[Person]]):
    """`text`: a part of the name or address, in any case and without accents."""

    audited = "read"

    role: Role | None = None
    text: str | None = Field(None, min_length=1, max_length=254)
    limit: int = Field(100, ge=1, le=1000)
    after: str | None = None


class GetPerson(Query[Person]):
    """By id, address, name, or a part of either that nobody else has; `me` is whoever asks.

    Several have it: `ambiguous`, which names them. Whoever is not of the staff finds only themselves.
    """

    audited = "read"

    person: str = Field(min_length=1, max_length=254)


class PersonName(Model):
    id: UUID
    name: str


class PeopleNames(Model):
    items: tuple[PersonName, ...]


class GetNames(Query[PeopleNames]):
    """What people are called, by id: for tables that name staff, reviewers and coaches.

    Left out are unknown ids, and whom the caller has no business to know: coaches and reviewers learn the names of
    people with a role, a city's people those of staff and coaches, everybody their own.
    """

    ids: tuple[UUID, ...] = Field(max_length=1000)


class Recipient(Model):
    """Where a mail goes, and what its reader may be told. Fetched at the moment of sending and not kept."""

    name: str
    email: str
    language: Language
    roles: tuple[Role, ...] = ()


class GetRecipient(Query[Recipient]):
    """For the mail sender: name and address of `identity:<id>`."""

    person_id: UUID


class Operators(Model):
    items: tuple[PersonRef, ...]


class ListOperators(Query[Operators]):
    """Those who keep the system running, as events name people: for operations, which has them told of alerts."""
