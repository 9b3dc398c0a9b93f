"""Sessions: opened, ended, and the tokens that are given out for them. Of their secrets a hash is stored."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from services.identity.domain.access_tokens import LiveToken, is_access_token
from services.identity.domain.proofs import sha256
from services.identity.domain.sessions import KEPT, LiveSession
from services.identity.handlers.by_token import use_access_token
from shared.contracts import identity
from shared.contracts.errors import Detail, Refusal
from shared.contracts.identity import Because, IssuedToken, IssuedTokens, TokenFor
from shared.contracts.people import Caller
from shared.contracts.registry import KERNEL, REQUESTS
from shared.contracts.requests import Nothing, Request
from shared.security.binding import Bound
from shared.security.scopes import CLAIMS_ADDRESS, roles_by

if TYPE_CHECKING:
    from uuid import UUID

    from services.identity.repository import Repository
    from shared.messaging.outbox import Outbox
    from shared.security.tokens import Signer


def end_sessions_of(
    person_id: UUID,
    because: Because,
    repository: Repository,
    outbox: Outbox,
    now: datetime,
    but: UUID | None = None,
) -> int:
    """All that are live; how many. No device takes one that was confirmed before."""
    repository.update_device_logins_ended(person_id, now)
    ended = repository.update_sessions_ended(person_id, but, now)
    outbox.record_all([identity.SignedOut(session_id=one, person_id=person_id, because=because) for one in ended])
    return len(ended)


def issue_token(
    request: identity.IssueToken, repository: Repository, signer: Signer, caller: Caller, now: datetime
) -> IssuedToken:
    if is_access_token(request.session):
        token = use_access_token(request.session, repository, caller, now)
        return IssuedToken(token=token_by_scopes(request, token, signer))
    session = use(request.session, repository, now, by_itself=request.by_itself)
    return IssuedToken(token=token_for(request, session, signer))


def issue_tokens(request: identity.IssueTokens, repository: Repository, signer: Signer, now: datetime) -> IssuedTokens:
    session = use(request.session, repository, now, by_itself=request.by_itself)
    person = repository.find_person(session.person_id)
    assert person is not None, "people are never deleted"
    return IssuedTokens(person=person, tokens=tuple(token_for(one, session, signer) for one in request.methods))


def use(secret: str, repository: Repository, now: datetime, *, by_itself: bool = False) -> LiveSession:
    """The session, which stays awake by what its person does. Raises Refusal where it is over or none."""
    session = repository.find_session(sha256(secret))
    if session is None or not session.is_live(now):
        raise Refusal("unauthenticated", reason="session_over")
    if not by_itself and session.wants_renewal(now):
        repository.update_session_used(session.id, now)
    return session


def token_for(method: identity.IssueToken | TokenFor, session: LiveSession, signer: Signer) -> str:
    """With the roles that the person has now, not those of the moment of signing in."""
    return signer.sign(
        method.to_service,
        method.to_method,
        binding_of(method),
        subject=str(session.person_id),
        roles=session.claimed_roles(),
        session=str(session.id),
        authenticated_at=session.authenticated_at,
        address=session.email if method.to_method == CLAIMS_ADDRESS else None,
    )


def token_by_scopes(method: identity.IssueToken, token: LiveToken, signer: Signer) -> str:
    """Without a session and without a proof of who somebody is, which a program never gives. What the scopes leave out
    its service refuses, which records who asked for it and from where."""
    roles = roles_by(token.scopes, method_of(method), method.to_service, token.claimed_roles())
    return signer.sign(
        method.to_service,
        method.to_method,
        binding_of(method),
        subject=str(token.person_id),
        roles=roles,
        left_out=not roles,
    )


def binding_of(request: identity.IssueToken | TokenFor) -> Bound | None:
    """What a command's token is bound to. Raises Refusal where the request does not say it, or no such method is."""
    if not method_of(request).is_command:
        return None
    if request.command_id is None or request.body_sha256 is None:
        given = {"command_id": request.command_id, "body_sha256": request.body_sha256}
        raise Refusal("invalid", *(Detail(field, "missing") for field, value in given.items() if value is None))
    return Bound(request.command_id, request.body_sha256)


def method_of(request: identity.IssueToken | TokenFor) -> type[Request[Any]]:
    """Raises Refusal where there is none of that name."""
    at = ((request.to_service, request.to_method), (KERNEL, request.to_method))
    method = next((REQUESTS[one] for one in at if one in REQUESTS), None)
    if method is None:
        raise Refusal("not_found", reason="method", service=request.to_service, method=request.to_method)
    return method


def sign_out(request: identity.SignOut, repository: Repository, outbox: Outbox, now: datetime) -> Nothing:
    """Signed out before, or never in: the same answer."""
    session = repository.find_session(sha256(request.session))
    if session is not None and repository.update_session_ended(session.id, now):
        outbox.record(identity.SignedOut(session_id=session.id, person_id=session.person_id, because="signed_out"))
    return Nothing()


def forget_sessions(repository: Repository, now: datetime) -> None:
    repository.delete_sessions(now - KEPT)
