"""Personal access tokens: made, listed, revoked. Of each a hash is stored."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from services.identity.domain.access_tokens import KEPT, end_of, insist_on_scopes, new_secret
from services.identity.domain.proofs import sha256
from services.identity.handlers.open_sessions import person_of
from services.identity.handlers.people import own_person
from shared.contracts import identity
from shared.contracts.errors import Refusal, not_found
from shared.contracts.identity import AccessToken, MadeAccessToken
from shared.contracts.people import Caller
from shared.contracts.requests import Nothing, Page
from shared.security.permissions import LEADS

if TYPE_CHECKING:
    from services.identity.repository import Repository
    from shared.messaging.outbox import Outbox


def make_access_token(
    request: identity.MakeAccessToken, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> MadeAccessToken:
    """A second of one name is refused, so that a command that comes again makes no other."""
    person = own_person(repository, caller)
    insist_on_scopes(request.scopes)
    expires_at = end_of(request.last_on, now)
    secret = new_secret()
    made = AccessToken(
        id=uuid4(), name=request.name, scopes=request.scopes, made_at=now, expires_at=expires_at,
        used_at=None, used_from=None,
    )  # fmt: skip
    if not repository.insert_access_token(made, person.id, sha256(secret), now):
        raise Refusal("already_exists", reason="access_token", name=request.name)
    outbox.record(
        identity.AccessTokenMade(token_id=made.id, person_id=person.id, scopes=made.scopes, expires_at=expires_at)
    )
    return MadeAccessToken(token=secret, made=made)


def list_access_tokens(request: identity.ListAccessTokens, repository: Repository, caller: Caller) -> Page[AccessToken]:
    """Those that are over by their day, too, for as long as they are kept."""
    items = tuple(repository.list_access_tokens(person_of(request.person, repository, caller).id))
    return Page[AccessToken](items=items, next=None, total=len(items))


def revoke_access_token(
    request: identity.RevokeAccessToken, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> Nothing:
    """Revoked already: the same answer."""
    owner = repository.find_owner_of_access_token(request.token_id)
    if owner is None or (str(owner) != caller.id and not caller.has(*LEADS)):
        raise not_found("access_token", request.token_id)
    if repository.update_access_token_ended(request.token_id, now):
        because: identity.Because = "ended_by_owner" if str(owner) == caller.id else "ended_by_others"
        outbox.record(identity.AccessTokenRevoked(token_id=request.token_id, person_id=owner, because=because))
    return Nothing()


def revoke_access_tokens_of(
    person_id: UUID, because: identity.Because, repository: Repository, outbox: Outbox, now: datetime
) -> None:
    ended = repository.update_access_tokens_ended(person_id, now)
    outbox.record_all(
        [identity.AccessTokenRevoked(token_id=one, person_id=person_id, because=because) for one in ended]
    )


def forget_access_tokens(repository: Repository, now: datetime) -> None:
    repository.delete_access_tokens(now - KEPT)
