"""Passwords, codes by time, recovery codes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.identity.domain.totp import Totp
from services.identity.repository.rows import Rows, queries
from shared.contracts.identity import Factor


class FactorRows(Rows):
    def find_password(self, person_id: UUID) -> str | None:
        """Its hash."""
        row = self._tx.find(queries.find_password, {"person_id": person_id})
        return None if row is None else row["hash"]

    def upsert_password(self, person_id: UUID, hashed: str, now: datetime) -> None:
        self._tx.execute(queries.upsert_password, {"person_id": person_id, "hash": hashed, "now": now})

    def lock_totp(self, person_id: UUID) -> Totp | None:
        row = self._tx.find(queries.lock_totp, {"person_id": person_id})
        return None if row is None else Totp(**row | {"sealed_secret": bytes(row["sealed_secret"])})

    def upsert_totp(self, person_id: UUID, totp: Totp, now: datetime) -> None:
        columns = {"factor_id": totp.factor_id, "sealed_secret": totp.sealed_secret, "now": now}
        self._tx.execute(queries.upsert_totp, columns | {"person_id": person_id})

    def update_totp_confirmed(self, person_id: UUID, now: datetime) -> None:
        self._tx.execute(queries.update_totp_confirmed, {"person_id": person_id, "now": now})

    def update_totp_used(self, person_id: UUID, step: int, now: datetime) -> None:
        self._tx.execute(queries.update_totp_used, {"person_id": person_id, "step": step, "now": now})

    def list_factors(self, person_id: UUID) -> list[Factor]:
        """Those that count."""
        return [Factor.model_validate(row) for row in self._tx.all(queries.list_factors, {"person_id": person_id})]

    def delete_totp(self, person_id: UUID, factor_id: UUID) -> bool:
        return self._tx.execute(queries.delete_totp, {"person_id": person_id, "factor_id": factor_id}) == 1

    def replace_recovery_codes(self, person_id: UUID, hashes: Sequence[bytes]) -> None:
        self.delete_recovery_codes(person_id)
        self._tx.execute(queries.insert_recovery_codes, {"person_id": person_id, "hashes": list(hashes)})

    def delete_recovery_codes(self, person_id: UUID) -> None:
        self._tx.execute(queries.delete_recovery_codes, {"person_id": person_id})

    def take_recovery_code(self, person_id: UUID, code_hash: bytes, now: datetime) -> bool:
        """Whether it was one that nobody had used."""
        key = {"person_id": person_id, "code_hash": code_hash, "now": now}
        return self._tx.execute(queries.take_recovery_code, key) == 1

    def count_recovery_codes(self, person_id: UUID) -> int:
        return int(self._tx.one(queries.count_recovery_codes, {"person_id": person_id})["total"])

    def delete_all_factors(self, person_id: UUID) -> None:
        """Password, codes and passkeys."""
        self._tx.execute(queries.delete_all_factors, {"person_id": person_id})
