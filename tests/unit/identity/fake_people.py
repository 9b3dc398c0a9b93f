"""Identity's tables as dicts, with the signatures of its Repository."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.identity.domain.patience import Tally
from services.identity.domain.people import fold_address, is_called
from services.identity.domain.sessions import LiveSession
from services.identity.domain.sign_ins import SignIn
from shared.contracts.identity import Person, PersonName
from shared.contracts.people import Role
from tests.unit.identity.fake_access_tokens import FakeAccessTokens
from tests.unit.identity.fake_factors import FakeFactors


@dataclass
class AskedFor:
    sign_in: SignIn
    address_hash: bytes
    key_sha256: bytes
    asked_at: datetime
    announced_at: datetime | None = None


@dataclass(frozen=True)
class Try:
    tried_at: datetime
    what: str
    address_hash: bytes
    source_hash: bytes


@dataclass
class FakeRepository(FakeAccessTokens, FakeFactors):
    people: dict[UUID, Person] = field(default_factory=dict)
    asked: dict[UUID, AskedFor] = field(default_factory=dict)
    sessions: dict[bytes, LiveSession] = field(default_factory=dict)
    shown: dict[UUID, tuple[str, str | None, str]] = field(default_factory=dict)  # source, device, method
    locked: list[bytes] = field(default_factory=list)
    tries: list[Try] = field(default_factory=list)
    known_sources: dict[tuple[bytes, bytes], datetime] = field(default_factory=dict)

    # -- people

    def insert_person(self, person: Person, now: datetime) -> bool:
        if self.find_person_by_address(person.email):
            return False
        self.people[person.id] = person
        return True

    def find_person(self, person_id: UUID) -> Person | None:
        return self.people.get(person_id)

    def find_person_by_address(self, email: str) -> Person | None:
        folded = fold_address(email)
        return next((one for one in self.people.values() if fold_address(one.email) == folded), None)

    def lock_person(self, person_id: UUID) -> Person | None:
        return self.people.get(person_id)

    def update_person(self, person: Person) -> None:
        self.people[person.id] = person

    def update_deactivated(self, person: Person, because: str, now: datetime) -> None:
        self.people[person.id] = person

    update_details = update_reactivated = update_person

    def lock_administrators(self) -> list[UUID]:
        return [one.id for one in self.people.values() if "administrator" in one.roles and one.active]

    def list_operators(self) -> list[Person]:
        return [self.people[one] for one in self.lock_administrators()]

    def list_people(self, role: str | None, text: str | None, limit: int, after: UUID | None) -> list[Person]:
        people = [
            one
            for one in self.people.values()
            if (role is None or role in one.roles) and (text is None or is_called(one, text))
        ]
        start = next((n for n, one in enumerate(people, 1) if one.id == after), 0)
        return people[start : start + limit]

    def count_people(self, role: str | None, text: str | None) -> int:
        return len(self.list_people(role, text, 1_000, None))

    def list_names(self, ids: Sequence[UUID], roles: Iterable[Role] | None, own: UUID | None) -> list[PersonName]:
        named = (one for one in self.people.values() if roles is None or one.id == own or {*one.roles} & {*roles})
        return [PersonName(id=one.id, name=one.name) for one in named if one.id in ids]

    # -- sign-ins

    def lock_address(self, address_hash: bytes) -> None:
        self.locked.append(address_hash)

    def insert_sign_in(self, sign_in: SignIn, address_hash: bytes, key_sha256: bytes) -> None:
        self.asked[sign_in.id] = AskedFor(sign_in, address_hash, key_sha256, sign_in.created_at)

    def find_open_sign_in(self, address_hash: bytes, now: datetime) -> SignIn | None:
        found = [one.sign_in for one in self.asked.values() if one.address_hash == address_hash]
        return max((one for one in found if one.is_open(now)), key=lambda one: one.created_at, default=None)

    def find_mailed_sign_in(self, address_hash: bytes, now: datetime) -> SignIn | None:
        found = [one.sign_in for one in self.asked.values() if one.address_hash == address_hash]
        mailed = [one for one in found if one.is_open(now) and one.mailed_at is not None]
        return max(mailed, key=lambda one: one.created_at, default=None)

    def update_sign_in_asked(self, sign_in_id: UUID, source_hash: bytes, now: datetime) -> None:
        found = self.asked[sign_in_id]
        found.asked_at, found.sign_in = now, replace(found.sign_in, source_hash=source_hash)

    def list_unannounced_sign_ins(self) -> list[UUID]:
        return [
            one.sign_in.id
            for one in self.asked.values()
            if one.sign_in.ended_at is None and (one.announced_at is None or one.announced_at < one.asked_at)
        ]

    def take_unannounced_sign_in(self, sign_in_id: UUID, now: datetime) -> SignIn | None:
        if sign_in_id not in self.list_unannounced_sign_ins():
            return None
        self.asked[sign_in_id].announced_at = now
        return self.asked[sign_in_id].sign_in

    def update_sign_in_mailed(self, sign_in_id: UUID, expires_at: datetime, now: datetime) -> None:
        found = self.asked[sign_in_id]
        found.sign_in = replace(found.sign_in, mailed_at=now, expires_at=expires_at)

    def find_sign_in(self, sign_in_id: UUID) -> SignIn | None:
        found = self.asked.get(sign_in_id)
        return found.sign_in if found else None

    def lock_sign_in_of_key(self, key_sha256: bytes) -> SignIn | None:
        return next((one.sign_in for one in self.asked.values() if one.key_sha256 == key_sha256), None)

    def update_sign_in_ended(self, sign_in_id: UUID, now: datetime) -> None:
        self._end(self.asked[sign_in_id], now)

    def update_sign_ins_ended(self, address_hash: bytes, now: datetime) -> None:
        for one in self.asked.values():
            if one.address_hash == address_hash:
                self._end(one, now)

    def _end(self, one: AskedFor, now: datetime) -> None:
        if one.sign_in.ended_at is None:
            one.sign_in = replace(one.sign_in, ended_at=now, email=None)

    def delete_sign_ins(self, before: datetime) -> None:
        self.asked = {key: one for key, one in self.asked.items() if one.sign_in.expires_at >= before}

    # -- tries

    def delete_tries(self, before: datetime) -> None:
        self.tries = [one for one in self.tries if one.tried_at >= before]

    def delete_known_sources(self, before: datetime) -> None:
        self.known_sources = {key: at for key, at in self.known_sources.items() if at >= before}

    def insert_try(self, what: str, address_hash: bytes, source_hash: bytes, now: datetime) -> None:
        self.tries.append(Try(now, what, address_hash, source_hash))

    def count_tries_of_address(self, what: str, address_hash: bytes, since: datetime) -> Tally:
        return self._count(what, since, lambda one: one.address_hash == address_hash)

    def count_tries_of_source(self, what: str, source_hash: bytes, since: datetime) -> Tally:
        return self._count(what, since, lambda one: one.source_hash == source_hash)

    def count_tries_of_pair(self, what: str, address_hash: bytes, source_hash: bytes, since: datetime) -> Tally:
        pair = (address_hash, source_hash)
        return self._count(what, since, lambda one: (one.address_hash, one.source_hash) == pair)

    def count_strangers_tries(self, what: str, address_hash: bytes, since: datetime) -> Tally:
        known = {source for address, source in self.known_sources if address == address_hash}
        return self._count(what, since, lambda one: one.address_hash == address_hash and one.source_hash not in known)

    def count_tries(self, what: str, since: datetime) -> int:
        return self._count(what, since, lambda _: True).count

    def _count(self, what: str, since: datetime, counts: Callable[[Try], bool]) -> Tally:
        found = [one.tried_at for one in self.tries if one.what == what and one.tried_at > since and counts(one)]
        return Tally(len(found), max(found, default=None))

    def is_known_source(self, address_hash: bytes, source_hash: bytes, since: datetime) -> bool:
        seen = self.known_sources.get((address_hash, source_hash))
        return seen is not None and seen > since

    def upsert_known_source(self, address_hash: bytes, source_hash: bytes, now: datetime) -> None:
        self.known_sources[address_hash, source_hash] = now

    # -- sessions

    def insert_session(
        self, session: LiveSession, secret_sha256: bytes, source: str, device: str | None, method: str
    ) -> None:
        self.sessions[secret_sha256] = session
        self.shown[session.id] = (source, device, method)

    def find_session(self, secret_sha256: bytes) -> LiveSession | None:
        found = self.sessions.get(secret_sha256)
        person = found and self.people[found.person_id]
        if not found or not person:
            return None
        ended_at = found.ended_at if person.active else found.ended_at or found.used_at
        return replace(found, roles=person.roles, email=person.email, ended_at=ended_at)

    def update_session_used(self, session_id: UUID, now: datetime) -> None:
        for key, one in self.sessions.items():
            if one.id == session_id:
                self.sessions[key] = replace(one, used_at=now)

    def update_session_proven(self, session_id: UUID, now: datetime) -> None:
        for key, one in self.sessions.items():
            if one.id == session_id:
                self.sessions[key] = replace(one, authenticated_at=now, used_at=now)

    def list_open_sessions(self, person_id: UUID, now: datetime, idle_since: datetime) -> list[dict[str, Any]]:
        mine = [one for one in self.sessions.values() if one.person_id == person_id and one.is_live(now)]
        shown = {one.id: self.shown[one.id] for one in mine}
        return [
            {
                "id": one.id, "since": one.authenticated_at, "used_at": one.used_at, "expires_at": one.expires_at,
                "source": shown[one.id][0], "device": shown[one.id][1], "proof": shown[one.id][2],
            }
            for one in sorted(mine, key=lambda one: one.used_at, reverse=True)
        ]  # fmt: skip

    def find_owner_of_session(self, session_id: UUID) -> UUID | None:
        return next((one.person_id for one in self.sessions.values() if one.id == session_id), None)

    def update_session_ended(self, session_id: UUID, now: datetime) -> bool:
        found = {key: one for key, one in self.sessions.items() if one.id == session_id and one.ended_at is None}
        self.sessions |= {key: replace(one, ended_at=now) for key, one in found.items()}
        return bool(found)

    def update_sessions_ended(self, person_id: UUID, but: UUID | None, now: datetime) -> list[UUID]:
        ended = {
            key: one
            for key, one in self.sessions.items()
            if one.person_id == person_id and one.ended_at is None and one.expires_at > now and one.id != but
        }
        self.sessions |= {key: replace(one, ended_at=now) for key, one in ended.items()}
        return [one.id for one in ended.values()]

    def delete_sessions(self, before: datetime) -> None:
        self.sessions = {key: one for key, one in self.sessions.items() if one.expires_at >= before}
