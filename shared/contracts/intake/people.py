"""Whose an application is: its contacts, those who have proven an address, colleagues."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.application import ContactRole
from shared.contracts.codes import Code
from shared.contracts.events import EventPart
from shared.contracts.field_types import Email, HumanName
from shared.contracts.intake.application import ApplicationEvent
from shared.contracts.people import FoundRefs, Language, PersonRef
from shared.contracts.requests import Command, Model, Nothing, Query

# -- events --------------------------------------------------------------------------------------------------------


class ContactOwner(EventPart):
    """A contact whose address somebody has proven."""

    ref: str
    person_id: UUID


class ApplicationPeopleChanged(ApplicationEvent):
    """Whose application or draft it is, all of them: who has proven an address that it names. `contacts`: which of its
    contacts they are, once it is submitted."""

    person_ids: tuple[UUID, ...]
    contacts: tuple[ContactOwner, ...] = ()


class ColleagueInvited(ApplicationEvent):
    """Somebody was invited to act for an application or draft, beside its contacts."""

    colleague: PersonRef


class ColleagueRemoved(ApplicationEvent):
    """A colleague acts no longer for an application or draft."""

    colleague: PersonRef


# -- requests ------------------------------------------------------------------------------------------------------


class Colleague(Model):
    """Invited beside the contacts. `joined`: somebody has signed in with the address."""

    id: UUID
    name: str
    email: str
    language: Language
    joined: bool


class Colleagues(Model):
    items: tuple[Colleague, ...]


class InviteColleague(Command[Colleagues]):
    """Invite somebody to act for an application or draft, as its contacts do: once they have signed in with this
    address. An address that it names already: `invalid`."""

    code: Code
    name: HumanName
    email: Email
    language: Language | None = None  # that of the application


class RemoveColleague(Command[Colleagues]):
    """Let a colleague act no longer. The last who has signed in stays: `still_needed`."""

    code: Code
    id: UUID


class ListColleagues(Query[Colleagues]):
    """Whom its people invited, in order."""

    audited = "read"

    code: Code


class ClaimAddress(Command[Nothing]):
    """Whoever has just proven an address owns the applications and drafts that name it, now and from now on.

    The address comes from the caller's token alone. Proven before: nothing changes.
    """


class Contact(Model):
    """Name and address of a contact. Fetched at the moment of sending and not kept."""

    name: str
    email: str
    language: Language


class GetContact(Query[Contact]):
    """For the mail sender: name and address of `intake:<id>`."""

    contact_id: UUID


class ContactName(Model):
    id: UUID
    name: str


class ContactNames(Model):
    items: tuple[ContactName, ...]


class GetContactNames(Query[ContactNames]):
    """What contacts are called, by id: for tables that name people of cities. Unknown ids are left out."""

    audited = "read"

    ids: tuple[UUID, ...] = Field(max_length=1000)


class FoundPerson(Model):
    """As the latest version of an application names them: a contact, or the mayor, who has no `role`, no address and no
    `ref`."""

    name: str
    email: str | None
    role: ContactRole | None
    code: str
    call: str
    city: str
    state: Literal["submitted", "withdrawn"]
    ref: str | None = None


class FoundPeople(Model):
    items: tuple[FoundPerson, ...]


class SearchPeople(Query[FoundPeople]):
    """Contacts and mayors of applications, by words of their names and addresses, as people type them: in any case,
    without accents, by how words begin, a name with one letter wrong."""

    audited = "read"

    text: str = Field(min_length=1, max_length=120)
    limit: int = Field(20, ge=1, le=100)


class FindContacts(Query[FoundRefs]):
    """The contacts, and owners of drafts, whose address this is; in any case."""

    address: str = Field(min_length=3, max_length=254)
