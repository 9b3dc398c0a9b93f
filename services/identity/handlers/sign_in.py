"""Signing in by a mailed link or code.

Nothing that opens a session is stored: of keys and secrets a hash, of codes nothing at all.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from services.identity.domain.proofs import address_hash, same, sha256, sign_in_code, sign_in_key
from services.identity.domain.sign_ins import KEPT, SIGN_IN_LIFETIME, SIGN_IN_WINDOW, SIGN_INS, SignIn
from services.identity.handlers.people import as_recipient
from services.identity.handlers.sessions import admit
from shared.contracts import identity
from shared.contracts.errors import Detail, Refusal
from shared.contracts.identity import Session, SignInMail
from shared.contracts.people import PersonRef
from shared.contracts.requests import Nothing

if TYPE_CHECKING:
    from services.identity.repository import Repository
    from shared.messaging.outbox import Outbox


def request_sign_in(request: identity.RequestSignIn, repository: Repository, secret: bytes, now: datetime) -> Nothing:
    """The same answer after the same work whether the address is known or not: a sign-in of nobody is a row too.

    The mail is set off later, by `announce_sign_in`: to record an event here took 8 ms that told who is known.
    """
    address = address_hash(secret, request.email)
    repository.lock_address(address)
    if repository.count_sign_ins(address, now - SIGN_IN_WINDOW) >= SIGN_INS:
        return Nothing()
    person = repository.find_person_by_address(request.email)
    person_id = None if person is None else person.id
    sign_in = SignIn(uuid4(), person_id, 0, now + SIGN_IN_LIFETIME, None)
    repository.update_sign_ins_ended(address, now)
    repository.insert_sign_in(sign_in, address, sha256(sign_in_key(secret, sign_in.id)), now)
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
        code=sign_in_code(secret, sign_in.id),
        key=sign_in_key(secret, sign_in.id),
    )


def confirm_sign_in(request: identity.ConfirmSignIn, repository: Repository, secret: bytes, now: datetime) -> Session:
    sign_in = find_proven(request, repository, secret, now)
    person = repository.find_person(sign_in.person_id) if sign_in.person_id else None
    if person is None:
        raise failed()
    repository.update_sign_in_ended(sign_in.id, now)
    return admit(person, request.session, repository, now)


def find_proven(request: identity.ConfirmSignIn, repository: Repository, secret: bytes, now: datetime) -> SignIn:
    """The open sign-in that the key, or the address and code, belong to. Raises Refusal; a wrong code is counted."""
    if request.key is not None:
        sign_in = repository.lock_sign_in_of_key(sha256(request.key))
        if sign_in is None or not sign_in.is_open(now):
            raise failed()
        return sign_in
    if request.email is None or request.code is None:
        raise Refusal("invalid", Detail("key", "missing"))
    sign_in = repository.lock_open_sign_in(address_hash(secret, request.email))
    if sign_in is None or not sign_in.takes_codes(now):
        raise failed()
    if not same(sign_in_code(secret, sign_in.id), request.code):
        repository.update_sign_in_tries(sign_in.id)
        raise failed(keep=True)  # or the count would be rolled back with the refusal
    return sign_in


def failed(*, keep: bool = False) -> Refusal:
    """One answer for everything that can be wrong."""
    return Refusal("sign_in_failed", keep=keep)


def forget_sign_ins(repository: Repository, now: datetime) -> None:
    repository.delete_sign_ins(now - KEPT)
