"""Documents of a city: added in parts, replaced by their next version, archived and restored."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from services.cohort.domain import documents as domain
from services.cohort.handlers.city_change import record
from services.cohort.handlers.lookup import get_participation, lock_participation, lock_present
from shared.contracts import cohort as contract
from shared.contracts.errors import not_found
from shared.contracts.given import completed
from shared.contracts.requests import Nothing
from shared.files.receiving import hand_out, keep, keep_part, receive

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.repository import Repository
    from shared.contracts.handed_in import FilePart
    from shared.contracts.people import Caller
    from shared.files.store import FileStore
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program


def add_document_part(request: contract.AddDocumentPart, files: FileStore, program: Program, caller: Caller) -> Nothing:
    keep_part(request, caller.actor, files, program.documents.megabytes)
    return Nothing()


def save_document(
    request: contract.SaveDocument,
    repository: Repository,
    outbox: Outbox,
    files: FileStore,
    program: Program,
    caller: Caller,
    now: datetime,
) -> contract.Document:
    city = lock_present(repository, request.code)
    records = repository.list_documents(city.application_id)
    known = None if request.id is None else get_record(records, request.id)
    request = completed(request, dict(known.fields) if known else {})
    domain.insist_on_kind(request)
    file = receive(request, caller.actor, files, program.documents.megabytes, nameless=request.kind)
    fields = contract.DocumentFields(**{name: getattr(request, name) for name in contract.DocumentFields.model_fields})
    if not repository.sees_inside(city.application_id):
        fields = fields.model_copy(update={"visibility": "city"})  # what a city hands in it can see
    if known is None:
        if same := domain.find_same(records, fields, request.sha256):
            return as_document(request.code, same)
        document_id, version = uuid4(), 1
    else:
        domain.insist_on_document_step(known.state, "saved")
        document_id, version = known.document_id, known.latest.version + 1
    saved = contract.DocumentVersion(
        version=version, sha256=request.sha256, name=file.name, media_type=file.media_type, size=request.size,
        saved_by=caller.actor, saved_at=now,
    )  # fmt: skip
    repository.upsert_document(city.application_id, document_id, fields)
    repository.insert_document_version(document_id, saved)
    keep(request, file, caller.actor, files)
    told = {name: getattr(fields, name) for name in ("kind", "about", "visibility")} | {"size": request.size}
    facts = {"document_id": document_id, "document_version": version, "media_type": file.media_type}
    record(contract.DocumentSaved, city, repository, outbox, **facts, **told)
    return shown(request.code, document_id, city.application_id, repository)


def archive_document(
    request: contract.ArchiveDocument, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Document:
    return take_step(request, "archived", contract.DocumentArchived, repository, outbox, caller, now)


def restore_document(
    request: contract.RestoreDocument, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Document:
    return take_step(request, "restored", contract.DocumentRestored, repository, outbox, caller, now)


def take_step(
    request: contract.ArchiveDocument | contract.RestoreDocument,
    step: str,
    event: type[contract.DocumentArchived | contract.DocumentRestored],
    repository: Repository,
    outbox: Outbox,
    caller: Caller,
    now: datetime,
) -> contract.Document:
    """Also of a city that has left: its papers can be put in order."""
    city = lock_participation(repository, request.code)
    known = get_record(repository.list_documents(city.application_id), request.id)
    domain.insist_on_document_step(known.state, step)
    repository.insert_document_step(known.document_id, step, request.reason, caller.actor, now)
    record(event, city, repository, outbox, document_id=known.document_id, kind=known.fields.kind)
    return shown(request.code, known.document_id, city.application_id, repository)


def list_documents(request: contract.ListDocuments, repository: Repository) -> contract.Documents:
    city = get_participation(repository, request.code)
    records = repository.list_documents(city.application_id)
    wanted = [one for one in records if request.archived or one.state == domain.KEPT]
    return contract.Documents(items=tuple(as_document(request.code, one) for one in wanted))


def get_document_part(request: contract.GetDocumentPart, repository: Repository, files: FileStore) -> FilePart:
    city = get_participation(repository, request.code)
    found = get_record(repository.list_documents(city.application_id), request.id)
    number = request.version or found.latest.version
    version = next((one for one in found.versions if one.version == number), None)
    if version is None:
        raise not_found("document_version", number)
    return hand_out(version.sha256, request.number, files)


def get_record(records: list[domain.DocumentRecord], document_id: UUID) -> domain.DocumentRecord:
    found = next((one for one in records if one.document_id == document_id), None)
    if found is None:
        raise not_found("document", document_id)
    return found


def shown(code: str, document_id: UUID, application_id: UUID, repository: Repository) -> contract.Document:
    return as_document(code, get_record(repository.list_documents(application_id), document_id))


def as_document(code: str, found: domain.DocumentRecord) -> contract.Document:
    return contract.Document(
        code=code,
        id=found.document_id,
        state=found.state,
        reason=found.reason if found.state == domain.ARCHIVED else None,
        versions=found.versions,
        **found.fields.model_dump(),
    )
