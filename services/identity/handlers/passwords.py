"""Staff's passwords: set, and traded together with a second factor for a session."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from services.identity.domain.passwords import is_easily_guessed
from services.identity.handlers.factors import takes_code
from services.identity.handlers.people import own_person
from services.identity.handlers.sessions import end_sessions_of
from shared.contracts import identity
from shared.contracts.errors import Detail, Refusal
from shared.contracts.identity import Session
from shared.contracts.people import Caller
from shared.contracts.requests import Nothing

if TYPE_CHECKING:
    from services.identity.handlers.door import Door
    from services.identity.hashing import Hasher
    from services.identity.repository import Repository
    from shared.messaging.outbox import Outbox


def set_password(
    request: identity.SetPassword,
    repository: Repository,
    outbox: Outbox,
    caller: Caller,
    hasher: Hasher,
    now: datetime,
) -> Nothing:
    """Whoever else has a session of this person loses it."""
    person = own_person(repository, caller)
    if is_easily_guessed(request.password, (person.name, person.email)):
        raise Refusal("invalid", Detail("password", "too_common"))
    repository.upsert_password(person.id, hasher.hash(request.password), now)
    this = UUID(caller.session) if caller.session else None
    end_sessions_of(person.id, "ended_by_owner", repository, outbox, now, but=this)
    outbox.record(identity.PasswordSet(person_id=person.id))
    return Nothing()


def sign_in_with_password(
    request: identity.SignInWithPassword,
    door: Door,
    repository: Repository,
    outbox: Outbox,
    hasher: Hasher,
    secret: bytes,
    now: datetime,
) -> Session:
    """A password is hashed whoever asks, so that the answer's time tells nothing."""
    door.insist_on_patience("password", request.email)
    person = repository.find_person_by_address(request.email)
    kept = repository.find_password(person.id) if person else None
    right = hasher.verifies(kept, request.password)
    if person is None or kept is None or not right or not person.active:
        raise door.fail("password", request.email)
    if not takes_code(person, request.code, repository, outbox, secret, now):
        raise door.fail("password", request.email)
    if hasher.is_outdated(kept):
        repository.upsert_password(person.id, hasher.hash(request.password), now)
    return door.admit(person, "password", request.session, request.device)
