"""Sessions of people who have signed in, and the tokens that identity gives out for them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.events import Event, Origin
from shared.contracts.identity.people import Person
from shared.contracts.people import Role
from shared.contracts.requests import Command, Model, Nothing, Page, Query

#: What proves who somebody is.
Proof = Literal["mailed_code", "mailed_link", "password", "passkey", "single_sign_on", "device"]


#: Why a session ended before its time.
Because = Literal["signed_out", "ended_by_owner", "ended_by_others", "deactivated"]


class SessionEvent(Event, aggregate="session"):
    session_id: UUID
    person_id: UUID
    origin: Origin = None


class SignedIn(SessionEvent):
    """Somebody proved who they are. `source`: where from, keyed."""

    proof: Proof
    source: str


class SignedOut(SessionEvent):
    """A session ended before its time: its person ended it, somebody else did, or the person was deactivated."""

    because: Because


class Session(Model):
    """A signed-in person. `secret` proves it to identity, which gives out a token for each method."""

    secret: str
    person_id: UUID
    roles: tuple[Role, ...]
    expires_at: datetime


class TokenFor(Model):
    """One method of one service; with the command where it is one."""

    to_service: str = Field(max_length=40)
    to_method: str = Field(max_length=80)
    command_id: UUID | None = None
    body_sha256: str | None = Field(None, pattern="^[0-9a-f]{64}$")


class IssuedToken(Model):
    token: str


class IssueToken(Command[IssuedToken]):
    """A token for one method of one service, for whoever holds the session's secret. Renews the session's idle time,
    unless it is asked for `by_itself`: by a page that asks again and again while nobody does anything.

    A command's token is for that command alone: its id, and the SHA-256 (hexadecimal) of its body as JSON with sorted
    keys, without spaces, in ASCII. A query's may be used again for a minute.

    Over or unknown: `unauthenticated`.
    """

    remembered: ClassVar[bool] = False

    session: str = Field(max_length=200)
    to_service: str = Field(max_length=40)
    to_method: str = Field(max_length=80)
    command_id: UUID | None = None
    body_sha256: str | None = Field(None, pattern="^[0-9a-f]{64}$")
    by_itself: bool = False


class IssuedTokens(Model):
    """In the order in which they were asked for; and who holds them."""

    person: Person
    tokens: tuple[str, ...]


class IssueTokens(Command[IssuedTokens]):
    """As `IssueToken`, several at once, as a page needs them; without any it says who holds the session.

    Over or unknown: `unauthenticated`.
    """

    remembered: ClassVar[bool] = False

    session: str = Field(max_length=200)
    methods: tuple[TokenFor, ...] = Field((), max_length=50)
    by_itself: bool = False


class SignOut(Command[Nothing]):
    session: str = Field(max_length=200)


class OpenSession(Model):
    """`source`: the network that it was opened from; `current`: whoever asks does so by it."""

    id: UUID
    since: datetime
    used_at: datetime
    expires_at: datetime
    source: str
    device: str | None
    proof: Proof
    current: bool


class ListSessions(Query[Page[OpenSession]]):
    """Where one is signed in, used last first; for those who lead the program, where somebody else is."""

    person: UUID | None = None


class EndSession(Command[Nothing]):
    """End one of one's own; those who lead the program end anybody's. A call under way ends within a minute."""

    session_id: UUID


class EndedSessions(Model):
    ended: int


class EndSessions(Command[EndedSessions]):
    """End all of one's own, or all but the one that asks; those who lead the program end anybody's."""

    person: UUID | None = None
    but_this: bool = False
