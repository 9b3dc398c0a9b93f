"""Personal access tokens: what a person's programs sign in with, for what its scopes say and until its end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, Field

from shared.contracts.events import Event, Origin
from shared.contracts.field_types import IsoDate, Text, distinct, not_empty
from shared.contracts.identity.sessions import Because
from shared.contracts.requests import Command, Model, Nothing, Page, Query

#: How each begins, so that people and scanners of secrets know what they have found.
PREFIX = "alliance_pat_"
LONGEST = timedelta(days=365)

#: What `Scope` is: shared/security/scopes.py knows which there are.
Scope = Annotated[str, Field(max_length=80, pattern=r"^[a-z_]+(\.[a-z_]+)?$")]


class AccessTokenEvent(Event, aggregate="access_token", key="token_id"):
    token_id: UUID
    person_id: UUID
    origin: Origin = None


class AccessTokenMade(AccessTokenEvent):
    """Somebody made a token for a program of theirs."""

    scopes: tuple[str, ...]
    expires_at: datetime


class AccessTokenRevoked(AccessTokenEvent):
    """A token opens nothing any more: its person revoked it, somebody else did, or the person was deactivated."""

    because: Because


class AccessToken(Model):
    """`used_from`: the network that it was last used from."""

    id: UUID
    name: str
    scopes: tuple[str, ...]
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    used_from: str | None


class MadeAccessToken(Model):
    """`token` is shown this once: send it as `Authorization: Bearer …`."""

    token: str
    made: AccessToken


class MakeAccessToken(Command[MadeAccessToken]):
    """Make a token for a program of one's own. It never sends what is sensitive, and does no more than its person may.

    `scopes`: `read` (every query), `write` (every command), one of one's roles, a service's part (`cohort.read`,
    `cohort.write`), or single requests (`cohort.get_timeline`). `last_on`: the last day, a year ahead at most. Two of a
    name: `already_exists`.
    """

    sensitive: ClassVar[bool] = True
    remembered: ClassVar[bool] = False

    name: Annotated[str, Text(1, 80)]
    scopes: Annotated[tuple[Scope, ...], Field(max_length=50), AfterValidator(not_empty), AfterValidator(distinct)]
    last_on: IsoDate


class ListAccessTokens(Query[Page[AccessToken]]):
    """One's own that are not revoked, the newest first; for those who lead the program, somebody else's."""

    person: UUID | None = None


class RevokeAccessToken(Command[Nothing]):
    """End one of one's own; those who lead the program end anybody's. A call under way ends within a minute."""

    token_id: UUID
