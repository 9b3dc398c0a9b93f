"""Documents as dicts, and a desk that runs their handlers over a real store of files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from services.cohort.domain.documents import DocumentRecord
from services.cohort.handlers import documents
from shared.contracts import cohort as contract
from shared.contracts.people import Caller
from shared.files.store import FileStore
from shared.files.transfer import Upload, fetch
from tests.support.sample_files import PDF
from tests.unit.cohort.fake_cohort import CODE, NOW, PROGRAM, STAFF, Desk, FakeRepository

CHARTER = {"kind": "charter", "title": "Project charter", "language": "es", "about": "project", "name": "charter.pdf"}


@dataclass
class DocumentRepository(FakeRepository):
    documents: dict[UUID, tuple[UUID, DocumentRecord]] = field(default_factory=dict)
    document_steps: list[tuple[UUID, str, str]] = field(default_factory=list)

    def upsert_document(self, application_id: UUID, document_id: UUID, fields: contract.DocumentFields) -> None:
        _, known = self.documents.get(document_id, (None, DocumentRecord(document_id, fields, "kept", None, ())))
        self.documents[document_id] = application_id, replace(known, fields=fields)

    def insert_document_version(self, document_id: UUID, version: contract.DocumentVersion) -> None:
        owner, known = self.documents[document_id]
        self.documents[document_id] = owner, replace(known, versions=(version, *known.versions))

    def insert_document_step(self, document_id: UUID, step: str, reason: str, _by: str, _at: datetime) -> None:
        self.document_steps.append((document_id, step, reason))
        owner, known = self.documents[document_id]
        state = "archived" if step == "archived" else "kept"
        self.documents[document_id] = owner, replace(known, state=state, reason=reason)

    def list_documents(self, application_id: UUID) -> list[DocumentRecord]:
        return [record for owner, record in self.documents.values() if owner == application_id]


class DocumentDesk(Desk):
    fake = DocumentRepository

    def __init__(self, folder: Path) -> None:
        super().__init__(started=False)
        self.plan()
        self.join()
        self.outbox.events.clear()
        self.files = FileStore(folder)

    def save(self, content: bytes = PDF, caller: Caller = STAFF, **changes: Any) -> contract.Document:
        upload = Upload(content)

        def put(upload_id: UUID, number: int, part: str) -> None:
            request = contract.AddDocumentPart(upload_id=upload_id, number=number, size=len(content), content=part)
            documents.add_document_part(request, self.files, PROGRAM, caller)

        upload.send(put)
        sums = {"upload_id": upload.id, "size": len(content), "sha256": upload.sha256}
        request = contract.SaveDocument.model_validate({"code": CODE} | CHARTER | sums | changes)
        return documents.save_document(request, self.repository, self.outbox, self.files, PROGRAM, caller, NOW)

    def archive(self, document_id: UUID, reason: str = "of another city") -> contract.Document:
        request = contract.ArchiveDocument(code=CODE, id=document_id, reason=reason)
        return documents.archive_document(request, self.repository, self.outbox, STAFF, NOW)

    def restore(self, document_id: UUID, reason: str = "it was the right one") -> contract.Document:
        request = contract.RestoreDocument(code=CODE, id=document_id, reason=reason)
        return documents.restore_document(request, self.repository, self.outbox, STAFF, NOW)

    def list(self, *, archived: bool = False) -> tuple[contract.Document, ...]:
        return documents.list_documents(contract.ListDocuments(code=CODE, archived=archived), self.repository).items

    def get(self, document_id: UUID, version: int | None = None, code: str = CODE) -> bytes:
        def part(number: int) -> str:
            request = contract.GetDocumentPart(code=code, id=document_id, version=version, number=number)
            return documents.get_document_part(request, self.repository, self.files).content

        return b"".join(fetch(part))
