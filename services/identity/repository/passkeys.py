"""Passkeys, and the stamps that were used."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from services.identity.domain.passkeys import Passkey
from services.identity.repository.rows import Rows, queries


class Passkeys(Rows):
    def insert_passkey(self, passkey: Passkey) -> bool:
        """Whether the credential is new."""
        return self._tx.execute(queries.insert_passkey, vars(passkey)) == 1

    def lock_passkey(self, credential_id: bytes) -> Passkey | None:
        row = self._tx.find(queries.lock_passkey, {"credential_id": credential_id})
        if row is None:
            return None
        return Passkey(**row | {name: bytes(row[name]) for name in ("credential_id", "public_key")})

    def list_credentials(self, person_id: UUID) -> list[bytes]:
        rows = self._tx.all(queries.list_credentials, {"person_id": person_id})
        return [bytes(row["credential_id"]) for row in rows]

    def update_passkey_used(self, passkey_id: UUID, sign_count: int, now: datetime) -> None:
        columns = {"passkey_id": passkey_id, "sign_count": sign_count, "now": now}
        self._tx.execute(queries.update_passkey_used, columns)

    def delete_passkey(self, person_id: UUID, passkey_id: UUID) -> bool:
        return self._tx.execute(queries.delete_passkey, {"person_id": person_id, "passkey_id": passkey_id}) == 1

    def use_stamp(self, stamp: bytes, now: datetime) -> bool:
        """Whether it is used for the first time."""
        columns = {"stamp_sha256": hashlib.sha256(stamp).digest(), "now": now}
        return self._tx.execute(queries.insert_used_stamp, columns) == 1

    def delete_used_stamps(self, before: datetime) -> None:
        self._tx.execute(queries.delete_used_stamps, {"before": before})
