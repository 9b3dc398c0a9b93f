"""Identity's tables as dicts, with the signatures of its Repository."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from services.identity.domain.people import fold_address, is_called
from services.identity.domain.sessions import LiveSession
from services.identity.domain.sign_ins import SignIn
from shared.contracts.identity import Person, PersonName


@dataclass
class AskedFor:
    sign_in: SignIn
    address_hash: bytes
    key_sha256: bytes
    created_at: datetime
    announced: bool = False


@dataclass
class FakeRepository:
    people: dict[UUID, Person] = field(default_factory=dict)
    asked: dict[UUID, AskedFor] = field(default_factory=dict)
    sessions: dict[bytes, LiveSession] = field(default_factory=dict)
    locked: list[bytes] = field(default_factory=list)

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

    def list_names(self, ids: Sequence[UUID]) -> list[PersonName]:
        return [PersonName(id=one.id, name=one.name) for one in self.people.values() if one.id in ids]

    def lock_address(self, address_hash: bytes) -> None:
        self.locked.append(address_hash)

    def count_sign_ins(self, address_hash: bytes, since: datetime) -> int:
        return sum(one.address_hash == address_hash and one.created_at > since for one in self.asked.values())

    def update_sign_ins_ended(self, address_hash: bytes, now: datetime) -> None:
        for one in self.asked.values():
            if one.address_hash == address_hash and one.sign_in.ended_at is None:
                one.sign_in = replace(one.sign_in, ended_at=now)

    def insert_sign_in(self, sign_in: SignIn, address_hash: bytes, key_sha256: bytes, now: datetime) -> None:
        self.asked[sign_in.id] = AskedFor(sign_in, address_hash, key_sha256, now)

    def list_unannounced_sign_ins(self) -> list[UUID]:
        found = [one for one in self.asked.values() if one.sign_in.person_id and not one.announced]
        return [one.sign_in.id for one in found if one.sign_in.ended_at is None]

    def take_unannounced_sign_in(self, sign_in_id: UUID, now: datetime) -> SignIn | None:
        if sign_in_id not in self.list_unannounced_sign_ins():
            return None
        self.asked[sign_in_id].announced = True
        return self.asked[sign_in_id].sign_in

    def find_sign_in(self, sign_in_id: UUID) -> SignIn | None:
        found = self.asked.get(sign_in_id)
        return found.sign_in if found else None

    def lock_sign_in_of_key(self, key_sha256: bytes) -> SignIn | None:
        return next((one.sign_in for one in self.asked.values() if one.key_sha256 == key_sha256), None)

    def lock_open_sign_in(self, address_hash: bytes) -> SignIn | None:
        found = [one.sign_in for one in self.asked.values() if one.address_hash == address_hash]
        return next((one for one in found if one.ended_at is None), None)

    def update_sign_in_tries(self, sign_in_id: UUID) -> None:
        found = self.asked[sign_in_id]
        found.sign_in = replace(found.sign_in, tries=found.sign_in.tries + 1)

    def update_sign_in_ended(self, sign_in_id: UUID, now: datetime) -> None:
        found = self.asked[sign_in_id]
        found.sign_in = replace(found.sign_in, ended_at=now)

    def insert_session(self, session: LiveSession, secret_sha256: bytes) -> None:
        self.sessions[secret_sha256] = session

    def find_session(self, secret_sha256: bytes) -> LiveSession | None:
        found = self.sessions.get(secret_sha256)
        person = found and self.people[found.person_id]
        return replace(found, roles=person.roles, email=person.email) if found and person else None

    def update_session_used(self, session_id: UUID, now: datetime) -> None:
        for key, one in self.sessions.items():
            if one.id == session_id:
                self.sessions[key] = replace(one, used_at=now)

    def update_session_proven(self, session_id: UUID, now: datetime) -> None:
        for key, one in self.sessions.items():
            if one.id == session_id:
                self.sessions[key] = replace(one, authenticated_at=now, used_at=now)

    def update_session_ended(self, secret_sha256: bytes, now: datetime) -> None:
        if secret_sha256 in self.sessions:
            self.sessions[secret_sha256] = replace(self.sessions[secret_sha256], ended_at=now)
