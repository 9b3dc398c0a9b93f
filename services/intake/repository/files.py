"""What is known of files of evidence."""

from __future__ import annotations

from uuid import UUID

from services.intake.repository.rows import Rows, queries
from shared.contracts.intake import KeptFile


class Files(Rows):
    def insert_file(self, application_id: UUID, file: KeptFile, added_by: str) -> None:
        columns = vars(file) | {"application_id": application_id, "added_by": added_by}
        self._tx.execute(queries.insert_file, columns)

    def list_files(self, application_id: UUID) -> tuple[KeptFile, ...]:
        rows = self._tx.all(queries.list_files, {"application_id": application_id})
        return tuple(KeptFile.model_validate(row) for row in rows)
