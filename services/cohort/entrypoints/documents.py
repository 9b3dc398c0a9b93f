"""Documents."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import documents
from shared.contracts import cohort as contract
from shared.contracts.handed_in import FilePart
from shared.contracts.people import Caller
from shared.contracts.requests import Nothing
from shared.files.provider import Files
from shared.messaging.outbox import Outbox
from shared.messaging.periodic import periodic
from shared.messaging.rpc import command, query
from shared.storage.database import Transaction

HOUR_S = 3600


class Documents(Entrypoints):
    files = Files()

    @command(contract.AddDocumentPart)
    def add_document_part(self, request: contract.AddDocumentPart, _tx: Transaction, _caller: Caller) -> Nothing:
        return documents.add_document_part(request, self.files, self.program)

    @command(contract.SaveDocument)
    def save_document(self, request: contract.SaveDocument, tx: Transaction, caller: Caller) -> contract.Document:
        return documents.save_document(
            request, self.repository(tx, caller), Outbox(tx), self.files, self.program, caller, self.clock.now()
        )

    @command(contract.ArchiveDocument)
    def archive_document(self, request: contract.ArchiveDocument, tx: Transaction, caller: Caller) -> contract.Document:
        return documents.archive_document(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.RestoreDocument)
    def restore_document(self, request: contract.RestoreDocument, tx: Transaction, caller: Caller) -> contract.Document:
        return documents.restore_document(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @query(contract.ListDocuments)
    def list_documents(self, request: contract.ListDocuments, tx: Transaction, caller: Caller) -> contract.Documents:
        return documents.list_documents(request, self.repository(tx, caller))

    @query(contract.GetDocumentPart)
    def get_document_part(self, request: contract.GetDocumentPart, tx: Transaction, caller: Caller) -> FilePart:
        return documents.get_document_part(request, self.repository(tx, caller), self.files)

    @periodic(seconds=HOUR_S)
    def forget_stale_parts(self) -> None:
        self.files.forget_stale_parts()
