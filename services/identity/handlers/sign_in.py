"""Sign-in, sessions, tokens.

Nothing that opens a session is stored: of keys and secrets a hash, of codes nothing at all.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from services.identity import domain
from services.identity.domain import LiveSession, SignIn, sha256
from services.identity.handlers.people import as_recipient
from shared.contracts import identity
from shared.contracts.errors import Detail, Refusal
from shared.contracts.identity import IssuedToken, Session, SignInMail
from shared.contracts.people import PersonRef
from shared.contracts.registry import REQUESTS
from shared.contracts.requests import Nothing

if TYPE_CHECKING:
    from services.identity.repository import Repository
    from shared.messaging.outbox import Outbox
    from shared.security.tokens import Signer

SECRET_BYTES = 32


def request_sign_in(request: identity.RequestSignIn, repository: Repository, secret: bytes, now: datetime) -> Nothing:
    """The same answer after the same work whether the address is known or not: a sign-in of nobody is a row too.

    The mail is set off later, by `announce_sign_in`: to record an event here took 8 ms that told who is known.
    """
    address = domain.address_hash(secret, request.email)
    repository.lock_address(address)
    if repository.count_sign_ins(address, now - domain.SIGN_IN_WINDOW) >= domain.SIGN_INS:
        return Nothing()
    person = repository.find_person_by_address(request.email)
    person_id = None if person is None else person.id
    sign_in = SignIn(uuid4(), person_id, 0, now + domain.SIGN_IN_LIFETIME, None)
    repository.update_sign_ins_ended(address, now)
    repository.insert_sign_in(sign_in, address, sha256(domain.sign_in_key(secret, sign_in.id)), now)
    return Nothing()


def list_unannounced(repository: Repository) -> list[UUID]:
    """Those whose mail is not on its way yet, and that no newer one has ended."""
    return repository.list_unannounced_sign_ins()


def announce_sign_in(sign_in_id: UUID, repository: Repository, outbox: Outbox, now: datetime) -> None:
    """Once."""
    sign_in = repository.take_unannounced_sign_in(sign_in_id, now)
    person = repository.find_person(sign_in.person_id) if sign_in and sign_in.person_id else None
    if sign_in is not None and person is not None:
        reference = PersonRef(ref=f"identity:{person.id}", role=person.roles[0], language=person.languages[0])
        outbox.record(identity.SignInRequested(sign_in_id=sign_in.id, person=reference, expires_at=sign_in.expires_at))


def get_sign_in_mail(
    request: identity.GetSignInMail, repository: Repository, secret: bytes, now: datetime
) -> SignInMail:
    """Over, used or replaced: not found, so that no mail goes out that does not work."""
    sign_in = repository.find_sign_in(request.sign_in_id)
    person = repository.find_person(sign_in.person_id) if sign_in and sign_in.person_id else None
    if sign_in is None or person is None or not sign_in.is_open(now):
        raise Refusal("not_found", reason="sign_in")
    return SignInMail(
        recipient=as_recipient(person),
        code=domain.sign_in_code(secret, sign_in.id),
        key=domain.sign_in_key(secret, sign_in.id),
    )


def confirm_sign_in(request: identity.ConfirmSignIn, repository: Repository, secret: bytes, now: datetime) -> Session:
    sign_in = find_proven(request, repository, secret, now)
    person = repository.find_person(sign_in.person_id) if sign_in.person_id else None
    if person is None:
        raise failed()
    repository.update_sign_in_ended(sign_in.id, now)
    session_secret = secrets.token_urlsafe(SECRET_BYTES)
    session = LiveSession(uuid4(), person.id, person.roles, now, now + domain.SESSION_LIFETIME, None)
    repository.insert_session(session, sha256(session_secret))
    return Session(
        secret=session_secret, person_id=person.id, roles=person.roles, expires_at=session.expires_at
    )  # fmt: skip


def find_proven(request: identity.ConfirmSignIn, repository: Repository, secret: bytes, now: datetime) -> SignIn:
    """The open sign-in that the key, or the address and code, belong to. Raises Refusal; a wrong code is counted."""
    if request.key is not None:
        sign_in = repository.lock_sign_in_of_key(sha256(request.key))
        if sign_in is None or not sign_in.is_open(now):
            raise failed()
        return sign_in
    if request.email is None or request.code is None:
        raise Refusal("invalid", Detail("key", "missing"))
    sign_in = repository.lock_open_sign_in(domain.address_hash(secret, request.email))
    if sign_in is None or not sign_in.takes_codes(now):
        raise failed()
    if not domain.same(domain.sign_in_code(secret, sign_in.id), request.code):
        repository.update_sign_in_tries(sign_in.id)
        raise failed(keep=True)  # or the count would be rolled back with the refusal
    return sign_in


def failed(*, keep: bool = False) -> Refusal:
    """One answer for everything that can be wrong."""
    return Refusal("sign_in_failed", keep=keep)


def issue_token(request: identity.IssueToken, repository: Repository, signer: Signer, now: datetime) -> IssuedToken:
    """A token with the roles that the person has now, not those of the moment of signing in."""
    session = repository.find_session(sha256(request.session))
    if session is None or not session.is_live(now):
        raise Refusal("unauthenticated", reason="session_over")
    if not {(request.to_service, request.to_method), ("kernel", request.to_method)} & REQUESTS.keys():
        raise Refusal("not_found", reason="method", service=request.to_service, method=request.to_method)
    if session.wants_renewal(now):
        repository.update_session_used(session.id, now)
    subject = str(session.person_id)
    return IssuedToken(token=signer.sign(request.to_service, request.to_method, subject=subject, roles=session.roles))


def sign_out(request: identity.SignOut, repository: Repository, now: datetime) -> Nothing:
    """Signed out before, or never in: the same answer."""
    repository.update_session_ended(sha256(request.session), now)
    return Nothing()


def forget_what_is_over(repository: Repository, now: datetime) -> None:
    repository.delete_what_is_over(now - domain.KEPT)
