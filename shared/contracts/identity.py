"""identity: people, roles, languages, addresses; sign-in; tokens for people."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from shared.contracts.events import Event
from shared.contracts.field_types import Email
from shared.contracts.people import Language, PersonRef, Role
from shared.contracts.requests import Command, Model, Nothing, Page, Query

# -- events --------------------------------------------------------------------------------------------------------


class PersonEvent(Event, aggregate="person"):
    person_id: UUID


class PersonAdded(PersonEvent):
    """Somebody may act in the program from now on."""

    roles: tuple[Role, ...]
    languages: tuple[Language, ...]


class SignInEvent(Event, aggregate="sign_in"):
    sign_in_id: UUID


class SignInRequested(SignInEvent):
    """A known person asked for a sign-in link and code; the sender of the mail fetches both."""

    person: PersonRef
    expires_at: datetime


# -- requests ------------------------------------------------------------------------------------------------------


class Person(Model):
    id: UUID
    name: str
    email: str
    roles: tuple[Role, ...]
    languages: tuple[Language, ...]


class AddedPerson(Model):
    person: Person
    added: bool  # false: the address was known, nothing changed


class AddPerson(Command[AddedPerson]):
    """Add a person. The same address with the same data again adds nothing; with other data: `already_exists`."""

    name: str = Field(min_length=1, max_length=120)
    email: Email
    roles: tuple[Role, ...] = Field(min_length=1)
    languages: tuple[Language, ...] = Field(min_length=1)


class ListPeople(Query[Page[Person]]):
    """`text`: a part of the name or address, in any case and without accents."""

    role: Role | None = None
    text: str | None = Field(None, min_length=1, max_length=254)
    limit: int = Field(100, ge=1, le=1000)
    after: str | None = None


class GetPerson(Query[Person]):
    """By id, address, name, or a part of either that nobody else has; `me` is whoever asks.

    Several have it: `ambiguous`, which names them. Whoever is not of the staff finds only themselves.
    """

    person: str = Field(min_length=1, max_length=254)


class PersonName(Model):
    id: UUID
    name: str


class PeopleNames(Model):
    items: tuple[PersonName, ...]


class GetNames(Query[PeopleNames]):
    """What people are called, by id: for tables that name reviewers and coaches. Unknown ids are left out."""

    ids: tuple[UUID, ...] = Field(max_length=1000)


class Recipient(Model):
    """Where a mail goes. Fetched at the moment of sending and not kept."""

    name: str
    email: str
    language: Language


class GetRecipient(Query[Recipient]):
    """For the mail sender: name and address of `identity:<id>`."""

    person_id: UUID


class RequestSignIn(Command[Nothing], defer_build=False):  # a web route's body, which its framework wants built
    """Mail a link and a six-digit code to that address. The answer is the same whether it is known or not."""

    email: Email


class Session(Model):
    """A signed-in person. `secret` proves it to identity, which gives out a token for each method."""

    secret: str
    person_id: UUID
    roles: tuple[Role, ...]
    expires_at: datetime


class ConfirmSignIn(Command[Session], defer_build=False):  # a web route's body, which its framework wants built
    """Trade the code of the mail (with its address) or the link's key for a session. Single use."""

    remembered: ClassVar[bool] = False

    email: str | None = Field(None, max_length=254)
    code: str | None = Field(None, pattern=r"^[0-9]{6}$")
    key: str | None = Field(None, max_length=200)


class IssuedToken(Model):
    token: str


class IssueToken(Command[IssuedToken]):
    """A token for one method of one service, for whoever holds the session's secret. Renews the session's idle time.

    Over or unknown: `unauthenticated`.
    """

    remembered: ClassVar[bool] = False

    session: str = Field(max_length=200)
    to_service: str = Field(max_length=40)
    to_method: str = Field(max_length=80)


class SignOut(Command[Nothing]):
    session: str = Field(max_length=200)


class SignInMail(Model):
    recipient: Recipient
    code: str
    key: str


class GetSignInMail(Query[SignInMail]):
    """For the mail sender: the code and key of a sign-in that is still open."""

    sign_in_id: UUID
