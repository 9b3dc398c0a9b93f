"""Files of evidence: they come in parts, are judged by their content, and belong to one application or draft."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from services.intake import domain
from services.intake.handlers.answers import answer_question
from services.intake.handlers.applications import resubmit_application
from services.intake.handlers.drafts import revise_draft
from services.intake.handlers.lookup import find_either, lock_either, receipt_of
from shared.contracts import intake
from shared.contracts.errors import not_found
from shared.contracts.handed_in import FileFields, FilePart
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.people import Caller
from shared.contracts.requests import Nothing
from shared.files.receiving import Received, hand_out, keep, keep_part, receive

if TYPE_CHECKING:
    from services.intake.repository import Repository
    from shared.files.store import FileStore
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program

NAMELESS = "evidence"


def add_file_part(request: intake.AddFilePart, files: FileStore, program: Program, caller: Caller) -> Nothing:
    keep_part(request, caller.actor, files, program.call.evidence_megabytes)
    return Nothing()


def add_evidence(
    request: intake.AddEvidence,
    repository: Repository,
    outbox: Outbox,
    files: FileStore,
    program: Program,
    caller: Caller,
    now: datetime,
) -> intake.EvidenceReceipt:
    """The row first: what is refused leaves no file behind, and a file without its row does no harm."""
    application = find_either(repository, request.code)
    file = receive(request, caller.actor, files, program.call.evidence_megabytes, nameless=NAMELESS)
    row = insert_file(request, file, application, repository, caller, now)
    receipt = write_down(request, application, repository, outbox, program, caller, now)
    keep(request, file, caller.actor, files)
    return intake.EvidenceReceipt(**dict(receipt), file=row)


def keep_file(
    request: intake.KeepFile, repository: Repository, files: FileStore, program: Program, caller: Caller, now: datetime
) -> intake.KeptFile:
    application = lock_either(repository, request.code)
    domain.insist_on_transition(application.state, application.state)
    file = receive(request, caller.actor, files, program.call.evidence_megabytes, nameless=NAMELESS)
    domain.insist_on_room(len(repository.list_files(application.id)))
    row = insert_file(request, file, application, repository, caller, now)
    keep(request, file, caller.actor, files)
    return row


def insert_file(
    request: FileFields,
    file: Received,
    application: intake.Application,
    repository: Repository,
    caller: Caller,
    now: datetime,
) -> intake.KeptFile:
    """The row as it is kept: the same content again keeps its first name."""
    facts = {"name": file.name, "media_type": file.media_type, "size": request.size, "added_at": now}
    repository.insert_file(application.id, intake.KeptFile(sha256=request.sha256, **facts), caller.actor)
    return next(one for one in repository.list_files(application.id) if one.sha256 == request.sha256)


def write_down(
    request: intake.AddEvidence,
    application: intake.Application,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    caller: Caller,
    now: datetime,
) -> intake.Receipt:
    """The next version or revision, as if the city had sent its document with one more entry; or what is there."""
    entry = {"kind": request.kind, "file": request.sha256} | ({"text": request.text} if request.text else {})
    document = document_of(application, repository)
    evidence = document.get("evidence") or []
    if any((one.get("kind"), one.get("file")) == (request.kind, request.sha256) for one in evidence):
        return receipt_of(application, application.version)
    document["evidence"] = [*evidence, entry]
    fields: dict[str, Any] = {"code": request.code, "document": document}
    if application.state is ApplicationState.DRAFT:
        revision = intake.ReviseDraft(**fields, override=request.override)
        revise_draft(revision, repository, outbox, program, caller, now)
        return receipt_of(application, 0)
    question = repository.lock_question(application.id)
    if question is not None and question.open:
        return answer_question(intake.AnswerQuestion(**fields), repository, outbox, program, now)
    version = intake.ResubmitApplication(**fields, override=request.override)
    return resubmit_application(version, repository, outbox, program, caller, now)


def document_of(application: intake.Application, repository: Repository) -> dict[str, Any]:
    """The latest, as it was given."""
    draft = repository.find_draft(application.code)
    if draft is not None:
        return dict(draft.document)
    return repository.get_document(application.id, application.version).model_dump(mode="json", exclude_none=True)


def list_files(request: intake.ListFiles, repository: Repository) -> intake.KeptFiles:
    application = find_either(repository, request.code)
    return intake.KeptFiles(items=repository.list_files(application.id))


def get_file_part(request: intake.GetFilePart, repository: Repository, files: FileStore) -> FilePart:
    application = find_either(repository, request.code)
    if not any(one.sha256 == request.sha256 for one in repository.list_files(application.id)):
        raise not_found("file", request.sha256)
    return hand_out(request.sha256, request.number, files)
