"""Passkeys: added, and traded for a session."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from services.identity.domain import passkeys
from services.identity.domain.passkeys import Passkey, Site
from services.identity.domain.stamps import STAMP_LIFETIME, is_valid, make_stamp
from services.identity.handlers.door import failed
from services.identity.handlers.people import own_person
from shared.contracts import identity
from shared.contracts.errors import Detail, Refusal
from shared.contracts.identity import Factor, FactorKind, PasskeyOptions, Person, Session
from shared.contracts.people import Caller

if TYPE_CHECKING:
    from services.identity.handlers.door import Door
    from services.identity.repository import Repository
    from shared.messaging.outbox import Outbox

SIGN_IN = "passkey"


def adding(person: Person) -> str:
    """What a challenge is for: this person's new passkey alone."""
    return f"passkey:{person.id}"


def get_passkey_options(
    repository: Repository,
    caller: Caller,
    secret: bytes,
    site: Site,
    now: datetime,
) -> PasskeyOptions:
    person = own_person(repository, caller)
    challenge, known = make_stamp(secret, adding(person), now), repository.list_credentials(person.id)
    return PasskeyOptions(options=passkeys.adding_options(site, person.id, person.email, challenge, known))


def add_passkey(
    request: identity.AddPasskey,
    repository: Repository,
    outbox: Outbox,
    caller: Caller,
    secret: bytes,
    site: Site,
    now: datetime,
) -> Factor:
    person = own_person(repository, caller)
    challenge = passkeys.challenge_of(request.credential)
    valid = is_valid(challenge, secret, adding(person), now) and repository.use_stamp(challenge, now)
    new = passkeys.read_new(site, request.credential, challenge) if valid else None
    if new is None:
        raise Refusal("invalid", Detail("credential", "wrong_passkey"))
    passkey = Passkey(uuid4(), person.id, new.id, new.public_key, new.sign_count, request.name.strip(), now, None)
    if not repository.insert_passkey(passkey):
        raise Refusal("already_exists", reason="passkey")
    outbox.record(identity.FactorAdded(person_id=person.id, factor_id=passkey.id, kind=FactorKind.PASSKEY))
    return Factor(id=passkey.id, kind=FactorKind.PASSKEY, name=passkey.name, added_at=now, used_at=None)


def get_passkey_sign_in_options(secret: bytes, site: Site, now: datetime) -> PasskeyOptions:
    return PasskeyOptions(options=passkeys.sign_in_options(site, make_stamp(secret, SIGN_IN, now)))


def sign_in_with_passkey(
    request: identity.SignInWithPasskey, door: Door, repository: Repository, secret: bytes, site: Site, now: datetime
) -> Session:
    """A signature is not guessed, so nobody waits; one that fails for a known passkey is told."""
    challenge = passkeys.challenge_of(request.credential)
    passkey = repository.lock_passkey(passkeys.credential_id_of(request.credential))
    person = None if passkey is None else repository.find_person(passkey.person_id)
    if passkey is None or person is None:
        raise failed()
    valid = is_valid(challenge, secret, SIGN_IN, now) and repository.use_stamp(challenge, now)
    count = passkeys.proven_count(site, request.credential, challenge, passkey) if valid else None
    if count is None:
        raise door.fail("passkey", person.email)
    repository.update_passkey_used(passkey.id, count, now)
    return door.admit(person, "passkey", request.session, request.device)


def forget_stamps(repository: Repository, now: datetime) -> None:
    """Those that would not be valid any more."""
    repository.delete_used_stamps(now - 2 * STAMP_LIFETIME)
