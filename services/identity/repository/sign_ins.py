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

    def insert_sign_in(self, sign_in: SignIn, address_hash: bytes, key_sha256: bytes) -> None:
        columns = {"address_hash": address_hash, "key_sha256": key_sha256}
        self._tx.execute(queries.insert_sign_in, vars(sign_in) | columns)

    def find_open_sign_in(self, address_hash: bytes, now: datetime) -> SignIn | None:
        """The newest."""
        return as_sign_in(self._tx.find(queries.find_open_sign_in, {"address_hash": address_hash, "now": now}))

    def find_mailed_sign_in(self, address_hash: bytes, now: datetime) -> SignIn | None:
        """The newest of which a mail went; a try at the same instant waits."""
        return as_sign_in(self._tx.find(queries.find_mailed_sign_in, {"address_hash": address_hash, "now": now}))

    def update_sign_in_asked(self, sign_in_id: UUID, source_hash: bytes, now: datetime) -> None:
        values = {"sign_in_id": sign_in_id, "source_hash": source_hash, "now": now}
        self._tx.execute(queries.update_sign_in_asked, values)

    def list_unannounced_sign_ins(self) -> list[UUID]:
        return [row["id"] for row in self._tx.all(queries.list_unannounced_sign_ins)]

    def take_unannounced_sign_in(self, sign_in_id: UUID, now: datetime) -> SignIn | None:
        """None where it was taken or ended meanwhile."""
        return as_sign_in(self._tx.find(queries.take_unannounced_sign_in, {"sign_in_id": sign_in_id, "now": now}))

    def update_sign_in_mailed(self, sign_in_id: UUID, expires_at: datetime, now: datetime) -> None:
        values = {"sign_in_id": sign_in_id, "expires_at": expires_at, "now": now}
        self._tx.execute(queries.update_sign_in_mailed, values)

    def find_sign_in(self, sign_in_id: UUID) -> SignIn | None:
        return as_sign_in(self._tx.find(queries.find_sign_in, {"sign_in_id": sign_in_id}))

    def lock_sign_in_of_key(self, key_sha256: bytes) -> SignIn | None:
        return as_sign_in(self._tx.find(queries.lock_sign_in_of_key, {"key_sha256": key_sha256}))

    def update_sign_in_ended(self, sign_in_id: UUID, now: datetime) -> None:
        self._tx.execute(queries.update_sign_in_ended, {"sign_in_id": sign_in_id, "now": now})

    def update_sign_ins_ended(self, address_hash: bytes, now: datetime) -> None:
        self._tx.execute(queries.update_sign_ins_ended, {"address_hash": address_hash, "now": now})

    def delete_sign_ins(self, before: datetime) -> None:
        self._tx.execute(queries.delete_sign_ins, {"before": before})


def as_sign_in(row: Row | None) -> SignIn | None:
    return None if row is None else SignIn(**row | {"source_hash": bytes(row["source_hash"])})
