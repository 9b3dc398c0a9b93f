"""Sign-ins by mail."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.identity.domain.sign_ins import SignIn
from services.identity.repository.rows import Rows, queries
from shared.storage.database import Row


class SignIns(Rows):
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

    def delete_sign_ins(self, before: datetime) -> None:
        self._tx.execute(queries.delete_sign_ins, {"before": before})


def as_sign_in(row: Row | None) -> SignIn | None:
    return None if row is None else SignIn(**row)
