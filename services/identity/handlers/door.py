"""Where people come in: how long they wait after failures, what of it is counted and told, sessions opened.

Every proof of identity comes through here: a code, a password, a second factor.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import structlog

from services.identity.domain.patience import KNOWN_FOR, OF_ADDRESS, OF_SOURCE
from services.identity.domain.proofs import address_hash, sha256, source_hash
from services.identity.domain.sessions import SESSION_LIFETIME, LiveSession
from shared.contracts import identity
from shared.contracts.errors import Refusal
from shared.contracts.identity import Person, Proof, Session
from shared.contracts.people import Caller
from shared.security.sources import masked

if TYPE_CHECKING:
    from services.identity.repository import Repository
    from shared.messaging.outbox import Outbox

log = structlog.get_logger()

SECRET_BYTES = 32
SHOWN = 16  # hexadecimal digits of a keyed source, for whoever compares


class Door:
    """In one transaction, for one caller."""

    def __init__(self, repository: Repository, outbox: Outbox, caller: Caller, secret: bytes, now: datetime) -> None:
        self._repository, self._outbox, self._secret, self._now = repository, outbox, secret, now
        self._source = caller.source
        self._source_hash = source_hash(secret, caller.source)

    def insist_on_patience(self, proof: Proof, email: str) -> None:
        """Raise Refusal("too_many_tries") while no such proof is taken for that address from there, whether anybody has
        it or not. Others who try the same address wait until this transaction ends."""
        address = address_hash(self._secret, email)
        self._repository.lock_address(address)
        if self._repository.is_known_source(address, self._source_hash, self._now - KNOWN_FOR):
            since = self._now - OF_ADDRESS.window
            own = self._repository.count_tries_of_pair(proof, address, self._source_hash, since)
            wait = OF_ADDRESS.wait(own, self._now)
        else:
            strangers = self._repository.count_strangers_tries(proof, address, self._now - OF_ADDRESS.window)
            here = self._repository.count_tries_of_source(proof, self._source_hash, self._now - OF_SOURCE.window)
            wait = max(OF_ADDRESS.wait(strangers, self._now), OF_SOURCE.wait(here, self._now))
        if wait:
            log.warning("sign_in_slowed", proof=proof, source=self.source, seconds=ceil(wait.total_seconds()))
            raise Refusal("too_many_tries", seconds=ceil(wait.total_seconds()))

    def fail(self, proof: Proof, email: str, sign_in_id: UUID | None = None) -> Refusal:
        """One answer for everything that can be wrong; what was counted stays."""
        person = self._repository.find_person_by_address(email)
        self._repository.insert_try(proof, address_hash(self._secret, email), self._source_hash, self._now)
        self._outbox.record(
            identity.SignInFailed(
                sign_in_id=sign_in_id or uuid4(),
                person_id=None if person is None else person.id,
                proof=proof,
                source=self.source,
            )
        )
        log.warning("sign_in_failed", proof=proof, source=self.source)
        return failed(keep=True)  # or the count would be rolled back with the refusal

    def admit(
        self,
        person: Person,
        proof: Proof,
        session: str | None,
        device: str | None,
        *,
        proven_at: datetime | None = None,
    ) -> Session:
        """For whoever has just proven to be that person, or had at `proven_at`: a new session, or theirs with its proof
        renewed.

        Raises Refusal("sign_in_failed") for somebody deactivated, and for a session that is over or somebody else's.
        """
        if not person.active:
            raise failed()
        self.recognize(person)
        if session is not None:
            return self._renew(person, session)
        secret = secrets.token_urlsafe(SECRET_BYTES)
        opened = LiveSession(
            id=uuid4(),
            person_id=person.id,
            roles=person.roles,
            email=person.email,
            authenticated_at=proven_at or self._now,
            used_at=self._now,
            expires_at=self._now + SESSION_LIFETIME,
            ended_at=None,
        )
        self._repository.insert_session(opened, sha256(secret), masked(self._source) or "", device, proof)
        keys = {"session_id": opened.id, "person_id": person.id}
        self._outbox.record(identity.SignedIn(**keys, proof=proof, source=self.source))
        return Session(secret=secret, person_id=person.id, roles=person.roles, expires_at=opened.expires_at)

    def recognize(self, person: Person) -> None:
        """From here they have shown that they are the owner: what strangers get wrong slows nobody here."""
        address = address_hash(self._secret, person.email)
        self._repository.upsert_known_source(address, self._source_hash, self._now)

    def _renew(self, person: Person, session: str) -> Session:
        found = self._repository.find_session(sha256(session))
        if found is None or not found.is_live(self._now) or found.person_id != person.id:
            raise failed()
        self._repository.update_session_proven(found.id, self._now)
        return Session(secret=session, person_id=person.id, roles=person.roles, expires_at=found.expires_at)

    @property
    def source(self) -> str:
        """Where from, for events and logs: keyed."""
        return self._source_hash.hex()[:SHOWN]


def failed(*, keep: bool = False) -> Refusal:
    """One answer for everything that can be wrong."""
    return Refusal("sign_in_failed", keep=keep)
