"""Signing in by a mailed link or code. Who proves an address that nobody had is a person from then on.

Nothing that opens a session is stored: of keys and secrets a hash, of codes nothing at all.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from services.identity.domain import patience
from services.identity.domain.proofs import address_hash, same, sha256, sign_in_code, sign_in_key, source_hash
from services.identity.domain.sign_ins import KEPT, LIFETIME, SignIn
from services.identity.handlers.door import failed
from services.identity.handlers.factors import needs_factor, takes_code
from services.identity.handlers.people import take_in
from shared.contracts import identity
from shared.contracts.errors import Detail, Refusal
from shared.contracts.identity import Person, Recipient, Session, SignInMail
from shared.contracts.people import Caller, PersonRef, Role
from shared.contracts.requests import Nothing

if TYPE_CHECKING:
    from services.identity.handlers.door import Door
    from services.identity.repository import Repository
    from shared.messaging.outbox import Outbox

ASKED, MAILED, MAILED_UNPROVEN = "asked", "mailed", "mailed_unproven"  # what limits count, beside failures


def request_sign_in(
    request: identity.RequestSignIn, repository: Repository, caller: Caller, secret: bytes, now: datetime
) -> Nothing:
    """The same work and answer whether the address is known or not: nobody is looked up here. The mail is set off
    later, by `announce_sign_in`."""
    address, source = address_hash(secret, request.email), source_hash(secret, caller.source)
    if repository.count_tries_of_source(ASKED, source, now - patience.HOUR).count >= patience.ASKED_BY_SOURCE:
        raise Refusal("too_many_tries", reason="asked", seconds=int(patience.HOUR.total_seconds()))
    repository.insert_try(ASKED, address, source, now)
    repository.lock_address(address)
    known = repository.find_open_sign_in(address, now)
    if known is not None and known.mails_again(now):
        repository.update_sign_in_asked(known.id, source, now)
        return Nothing()
    made = SignIn(uuid4(), request.email, request.language, source, now, now + LIFETIME, None, None)
    repository.insert_sign_in(made, address, sha256(sign_in_key(secret, made.id)))
    return Nothing()


def list_unannounced(repository: Repository) -> list[UUID]:
    """Those that were asked for since they were looked at, and that are not over."""
    return repository.list_unannounced_sign_ins()


def announce_sign_in(sign_in_id: UUID, repository: Repository, outbox: Outbox, secret: bytes, now: datetime) -> None:
    """Once for each time that it is asked for, as far as limits allow. One of which no mail goes at all is over."""
    sign_in = repository.take_unannounced_sign_in(sign_in_id, now)
    if sign_in is None or sign_in.email is None:
        return
    address, person = address_hash(secret, sign_in.email), repository.find_person_by_address(sign_in.email)
    if not may_mail(sign_in, person, address, repository, now):
        if sign_in.mailed_at is None:
            repository.update_sign_in_ended(sign_in.id, now)
        return
    expires_at = sign_in.expires_at if person else now + patience.UNPROVEN_WINDOW
    repository.insert_try(MAILED if person else MAILED_UNPROVEN, address, sign_in.source_hash, now)
    repository.update_sign_in_mailed(sign_in.id, expires_at, now)
    reader = reference_to(sign_in, person)
    outbox.record(identity.SignInRequested(sign_in_id=sign_in.id, person=reader, expires_at=expires_at))


def may_mail(sign_in: SignIn, person: Person | None, address: bytes, repository: Repository, now: datetime) -> bool:
    """An address that nobody has gets one mail in a day, and all of them together so many in an hour. What strangers
    ask for is not counted where the owner of one has signed in before."""
    if person is not None:
        known = repository.is_known_source(address, sign_in.source_hash, now - patience.KNOWN_FOR)
        hour = now - patience.HOUR
        mailed = (
            repository.count_tries_of_pair(MAILED, address, sign_in.source_hash, hour)
            if known
            else repository.count_strangers_tries(MAILED, address, hour)
        )
        return person.active and mailed.count < patience.MAILED
    before = repository.count_tries_of_address(MAILED_UNPROVEN, address, now - patience.UNPROVEN_WINDOW).count
    return before == 0 and repository.count_tries(MAILED_UNPROVEN, now - patience.HOUR) < patience.UNPROVEN_MAILED


def reference_to(sign_in: SignIn, person: Person | None) -> PersonRef:
    """Of nobody yet: their sign-in, of which the sender of the mail learns the address."""
    if person is None:
        return PersonRef(ref=f"identity:{sign_in.id}", role=Role.APPLICANT, language=sign_in.language)
    role = person.roles[0] if person.roles else Role.APPLICANT
    return PersonRef(ref=f"identity:{person.id}", role=role, language=person.languages[0])


def get_sign_in_mail(
    request: identity.GetSignInMail, repository: Repository, secret: bytes, now: datetime
) -> SignInMail:
    """Over or used: not found, so that no mail goes out that does not work. It calls nobody by name: whoever wrote the
    name of an address that is not proven is not its owner."""
    sign_in = repository.find_sign_in(request.sign_in_id)
    if sign_in is None or sign_in.email is None or not sign_in.is_open(now):
        raise Refusal("not_found", reason="sign_in")
    return SignInMail(
        recipient=Recipient(name="", email=sign_in.email, language=sign_in.language),
        code=sign_in_code(secret, sign_in.id),
        key=sign_in_key(secret, sign_in.id),
    )


def confirm_sign_in(
    request: identity.ConfirmSignIn, door: Door, repository: Repository, outbox: Outbox, secret: bytes, now: datetime
) -> Session:
    """Whoever has the address is somebody from now on."""
    if request.key is not None:
        sign_in = prove_by_link(request.key, repository, now)
    elif request.email is not None and request.code is not None:
        sign_in = prove_by_code(request.email, request.code, door, repository, secret, now)
    else:
        raise Refusal("invalid", Detail("key", "missing"))
    assert sign_in.email is not None, "it is open"
    person = repository.find_person_by_address(sign_in.email)
    if person is not None and needs_factor(person, repository):
        insist_on_factor(request.second, person, door, repository, outbox, secret, now)
    repository.update_sign_ins_ended(address_hash(secret, sign_in.email), now)
    person = person or take_in(sign_in, repository, outbox, now)
    proof: identity.Proof = "mailed_code" if request.key is None else "mailed_link"
    return door.admit(person, proof, request.session, request.device)


def insist_on_factor(
    code: str | None,
    person: Person,
    door: Door,
    repository: Repository,
    outbox: Outbox,
    secret: bytes,
    now: datetime,
) -> None:
    """Beside the mail, of whoever has one: in place of a password that was forgotten. Guesses wait like those of it."""
    door.recognize(person)
    if code is None:
        raise Refusal("second_factor_needed", keep=True)  # who reads it holds the mailbox: it tells strangers nothing
    door.insist_on_patience("password", person.email)
    if not takes_code(person, code, repository, outbox, secret, now):
        raise door.fail("password", person.email)


def prove_by_link(key: str, repository: Repository, now: datetime) -> SignIn:
    """At any time: what others tried does not matter to who has the mail."""
    sign_in = repository.lock_sign_in_of_key(sha256(key))
    if sign_in is None or not sign_in.is_open(now):
        raise failed()
    return sign_in


def prove_by_code(email: str, code: str, door: Door, repository: Repository, secret: bytes, now: datetime) -> SignIn:
    """Of the newest that was mailed, so that a guess has one chance."""
    door.insist_on_patience("mailed_code", email)
    sign_in = repository.find_mailed_sign_in(address_hash(secret, email), now)
    expected = sign_in_code(secret, sign_in.id if sign_in else uuid4())
    if not same(expected, code) or sign_in is None:
        raise door.fail("mailed_code", email, sign_in.id if sign_in else None)
    return sign_in


def forget_sign_ins(repository: Repository, now: datetime) -> None:
    repository.delete_sign_ins(now - KEPT)
    repository.delete_tries(now - patience.OF_ADDRESS.window)
    repository.delete_known_sources(now - patience.KNOWN_FOR)
