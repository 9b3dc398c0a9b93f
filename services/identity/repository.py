"""Rows of identity's database and the objects they stand for. The only user of queries.sql."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.identity.domain import LiveSession, SignIn, fold_address
from shared.contracts.identity import Person, PersonName
from shared.program.folding import fold
from shared.storage.database import Row, Transaction
from shared.storage.queries import Queries

queries = Queries("services.identity")


class Repository:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    # -- people ------------------------------------------------------------------------------------------------------

    def insert_person(self, person: Person, now: datetime) -> bool:
        """Whether the address is new."""
        columns = {
            "person_id": person.id,
            "name": person.name,
            "folded_name": fold(person.name),
            "email": person.email,
            "folded_email": fold_address(person.email),
            "roles": [str(role) for role in person.roles],
            "languages": list(person.languages),
            "added_at": now,
        }
        return self._tx.execute(queries.insert_person, columns) == 1

    def find_person(self, person_id: UUID) -> Person | None:
        return as_person(self._tx.find(queries.find_person, {"person_id": person_id}))

    def find_person_by_address(self, email: str) -> Person | None:
        return as_person(self._tx.find(queries.find_person_by_address, {"folded_email": fold_address(email)}))

    def list_people(self, role: str | None, text: str | None, limit: int, after: UUID | None) -> list[Person]:
        """`text`: a part of the name or address."""
        rows = self._tx.all(queries.list_people, {"role": role, **parts_of(text), "limit": limit, "after": after})
        return [Person.model_validate(row) for row in rows]

    def count_people(self, role: str | None, text: str | None) -> int:
        return int(self._tx.one(queries.count_people, {"role": role, **parts_of(text)})["total"])

    def list_names(self, ids: Sequence[UUID]) -> list[PersonName]:
        return [PersonName.model_validate(row) for row in self._tx.all(queries.list_names, {"ids": list(ids)})]

    # -- sign-ins ----------------------------------------------------------------------------------------------------

    def lock_address(self, address_hash: bytes) -> None:
        self._tx.find(queries.lock_address, {"address_hash": address_hash})

    def count_sign_ins(self, address_hash: bytes, since: datetime) -> int:
        return int(self._tx.one(queries.count_sign_ins, {"address_hash": address_hash, "since": since})["total"])

    def update_sign_ins_ended(self, address_hash: bytes, now: datetime) -> None:
        self._tx.execute(queries.update_sign_ins_ended, {"address_hash": address_hash, "now": now})

    def insert_sign_in(self, sign_in: SignIn, address_hash: bytes, key_sha256: bytes, now: datetime) -> None:
        columns = {"address_hash": address_hash, "key_sha256": key_sha256, "created_at": now}
        self._tx.execute(queries.insert_sign_in, vars(sign_in) | columns)

    def list_unannounced_sign_ins(self) -> list[UUID]:
        return [row["id"] for row in self._tx.all(queries.list_unannounced_sign_ins)]

    def take_unannounced_sign_in(self, sign_in_id: UUID, now: datetime) -> SignIn | None:
        """None where it was taken or ended meanwhile."""
        return as_sign_in(self._tx.find(queries.take_unannounced_sign_in, {"sign_in_id": sign_in_id, "now": now}))

    def find_sign_in(self, sign_in_id: UUID) -> SignIn | None:
        return as_sign_in(self._tx.find(queries.find_sign_in, {"sign_in_id": sign_in_id}))

    def lock_sign_in_of_key(self, key_sha256: bytes) -> SignIn | None:
        return as_sign_in(self._tx.find(queries.lock_sign_in_of_key, {"key_sha256": key_sha256}))

    def lock_open_sign_in(self, address_hash: bytes) -> SignIn | None:
        return as_sign_in(self._tx.find(queries.lock_open_sign_in, {"address_hash": address_hash}))

    def update_sign_in_tries(self, sign_in_id: UUID) -> None:
        self._tx.execute(queries.update_sign_in_tries, {"sign_in_id": sign_in_id})

    def update_sign_in_ended(self, sign_in_id: UUID, now: datetime) -> None:
        self._tx.execute(queries.update_sign_in_ended, {"sign_in_id": sign_in_id, "now": now})

    # -- sessions ----------------------------------------------------------------------------------------------------

    def insert_session(self, session: LiveSession, secret_sha256: bytes) -> None:
        columns = {
            "id": session.id,
            "secret_sha256": secret_sha256,
            "person_id": session.person_id,
            "now": session.used_at,
            "expires_at": session.expires_at,
        }
        self._tx.execute(queries.insert_session, columns)

    def find_session(self, secret_sha256: bytes) -> LiveSession | None:
        row = self._tx.find(queries.find_session, {"secret_sha256": secret_sha256})
        return None if row is None else LiveSession(**row | {"roles": tuple(row["roles"])})

    def update_session_used(self, session_id: UUID, now: datetime) -> None:
        self._tx.execute(queries.update_session_used, {"session_id": session_id, "now": now})

    def update_session_ended(self, secret_sha256: bytes, now: datetime) -> None:
        self._tx.execute(queries.update_session_ended, {"secret_sha256": secret_sha256, "now": now})

    def delete_what_is_over(self, before: datetime) -> None:
        self._tx.execute(queries.delete_sign_ins, {"before": before})
        self._tx.execute(queries.delete_sessions, {"before": before})


def parts_of(text: str | None) -> dict[str, str | None]:
    return {"name": None if text is None else fold(text), "address": None if text is None else fold_address(text)}


def as_person(row: Row | None) -> Person | None:
    return None if row is None else Person.model_validate(row)


def as_sign_in(row: Row | None) -> SignIn | None:
    return None if row is None else SignIn(**row)
