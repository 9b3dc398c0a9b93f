"""Policies, processes, uses of AI."""

from __future__ import annotations

from uuid import UUID

from services.cohort.domain.codified import CodifiedRecord
from services.cohort.repository.rows import Rows, queries
from shared.storage.database import as_json


class Codified(Rows):
    def insert_codified(self, application_id: UUID, record: CodifiedRecord, saved_by: str) -> None:
        columns = vars(record) | {"document": as_json(record.document), "application_id": application_id}
        self._tx.execute(queries.insert_codified, columns | {"saved_by": saved_by})

    def list_codified(self, application_id: UUID) -> list[CodifiedRecord]:
        """The latest version of each."""
        rows = self._tx.all(queries.list_codified, {"application_id": application_id})
        return [CodifiedRecord(**row) for row in rows]
