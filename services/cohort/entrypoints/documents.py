"""Documents."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import documents
from shared.contracts import cohort as contract
from shared.messaging.entrypoints import answers
from shared.messaging.periodic import periodic

HOUR_S = 3600


class Documents(Entrypoints):
    add_document_part = answers(contract.AddDocumentPart, documents.add_document_part)
    save_document = answers(contract.SaveDocument, documents.save_document)
    archive_document = answers(contract.ArchiveDocument, documents.archive_document)
    restore_document = answers(contract.RestoreDocument, documents.restore_document)
    list_documents = answers(contract.ListDocuments, documents.list_documents)
    get_document_part = answers(contract.GetDocumentPart, documents.get_document_part)

    @periodic(seconds=HOUR_S)
    def forget_stale_parts(self) -> None:
        self.files.forget_stale_parts()
