"""Documents, their versions, and how they were archived and restored."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.cohort.domain.documents import DocumentRecord
from services.cohort.repository.rows import Rows, queries
from shared.contracts.cohort.document import DocumentFields, DocumentVersion


class Documents(Rows):
    def upsert_document(self, application_id: UUID, document_id: UUID, fields: DocumentFields) -> None:
        keys = {"application_id": application_id, "document_id": document_id}
        self._tx.execute(queries.upsert_document, fields.model_dump() | keys)

    def insert_document_version(self, document_id: UUID, version: DocumentVersion) -> None:
        self._tx.execute(queries.insert_document_version, version.model_dump() | {"document_id": document_id})

    def insert_document_step(self, document_id: UUID, step: str, reason: str, done_by: str, done_at: datetime) -> None:
        columns = {"document_id": document_id, "step": step, "reason": reason, "done_by": done_by, "done_at": done_at}
        self._tx.execute(queries.insert_document_step, columns)

    def list_documents(self, application_id: UUID) -> list[DocumentRecord]:
        """Archived ones too, in the order in which they came; to the city's people those that are the city's to see."""
        columns = {"application_id": application_id, "inside": self.sees_inside(application_id)}
        rows = self._tx.all(queries.list_documents, columns)
        return [
            DocumentRecord(
                document_id=row["document_id"],
                fields=DocumentFields(**{name: row[name] for name in DocumentFields.model_fields}),
                state="archived" if row["step"] == "archived" else "kept",
                reason=row["reason"],
                versions=tuple(DocumentVersion.model_validate(one) for one in row["versions"]),
            )
            for row in rows
        ]
