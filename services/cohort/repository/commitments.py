"""Commitments and their signatures."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.cohort.domain.commitments import CommitmentRecord, SignatureRecord
from services.cohort.repository.rows import Rows, queries
from shared.storage.database import Row, as_json


class Commitments(Rows):
    def find_commitment(self, commitment_id: UUID) -> CommitmentRecord | None:
        return as_commitment(self._tx.find(queries.find_commitment, {"commitment_id": commitment_id}))

    def lock_commitment(self, commitment_id: UUID) -> CommitmentRecord | None:
        return as_commitment(self._tx.find(queries.lock_commitment, {"commitment_id": commitment_id}))

    def upsert_commitment(self, commitment: CommitmentRecord) -> None:
        columns = vars(commitment) | {"texts": as_json(commitment.texts), "policies": list(commitment.policies)}
        self._tx.execute(queries.upsert_commitment, columns)

    def insert_commitment_step(self, commitment_id: UUID, step: str, reason: str, by: str, at: datetime) -> None:
        columns = {"commitment_id": commitment_id, "step": step, "reason": reason}
        self._tx.execute(queries.insert_commitment_step, {**columns, "taken_by": by, "taken_at": at})

    def insert_signature(self, commitment_id: UUID, signature: SignatureRecord) -> None:
        self._tx.execute(queries.insert_signature, vars(signature) | {"commitment_id": commitment_id})

    def list_signatures(self, commitment_id: UUID) -> list[SignatureRecord]:
        rows = self._tx.all(queries.list_signatures, {"commitment_id": commitment_id, "cities": self._cities})
        return [SignatureRecord(**row) for row in rows]


def as_commitment(row: Row | None) -> CommitmentRecord | None:
    return None if row is None else CommitmentRecord(**row | {"policies": tuple(row["policies"])})
