"""Files of evidence: they come in parts, are judged by their content, and belong to one application or draft."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from services.intake.handlers.answers import answer_question
from services.intake.handlers.applications import resubmit_application
from services.intake.handlers.drafts import revise_draft
from services.intake.handlers.lookup import find_either, receipt_of
from shared.contracts import intake
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.people import Caller
from shared.contracts.requests import Nothing
from shared.files.kinds import KINDS, kind_of
from shared.files.store import PART_BYTES, Incomplete

if TYPE_CHECKING:
    from services.intake.repository import Repository
    from shared.files.store import FileStore
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program

MEGABYTE = 1024 * 1024


def add_file_part(request: intake.AddFilePart, files: FileStore, program: Program) -> Nothing:
    insist_on_size(request.size, program)
    if request.number * PART_BYTES >= request.size:
        raise wrong("number", "incomplete", "lies behind the end of the file")
    try:
        content = base64.b64decode(request.content, validate=True)
    except binascii.Error:
        raise wrong("content", "incomplete", "is not base64") from None
    files.put_part(request.upload_id, request.number, content)
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
    insist_on_size(request.size, program)
    content, file = received(request, files, now)
    repository.insert_file(application.id, file, caller.actor)
    receipt = write_down(request, application, repository, outbox, program, caller, now)
    files.keep(file.sha256, content)
    kept = next(one for one in repository.list_files(application.id) if one.sha256 == file.sha256)
    return intake.EvidenceReceipt(**dict(receipt), file=kept)


def insist_on_size(size: int, program: Program) -> None:
    limit = program.call.evidence_megabytes * MEGABYTE
    if size == 0:
        raise wrong("size", "empty_file", "is 0")
    if size > limit:
        raise wrong("size", "file_too_large", f"must be at most {limit:,} bytes")


def received(request: intake.AddEvidence, files: FileStore, now: datetime) -> tuple[bytes, intake.KeptFile]:
    """The whole content, and what it is. Raises Refusal("invalid")."""
    try:
        content = files.join_parts(request.upload_id, request.size, request.sha256)
    except Incomplete:
        raise wrong("upload_id", "incomplete", "has not come whole: send it again") from None
    kind = kind_of(content)
    if kind is None:
        endings = ", ".join(one.ending for one in KINDS.values())
        raise wrong("name", "not_a_kept_kind", f"is by its content none of {endings}")
    return content, intake.KeptFile(
        sha256=request.sha256,
        name=PurePosixPath(request.name.replace("\\", "/")).name.lstrip(".") or f"evidence{kind.ending}",
        media_type=kind.media_type,
        size=request.size,
        added_at=now,
    )


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


def get_file_part(request: intake.GetFilePart, repository: Repository, files: FileStore) -> intake.FilePart:
    application = find_either(repository, request.code)
    if not any(one.sha256 == request.sha256 for one in repository.list_files(application.id)):
        raise not_found("file", request.sha256)
    try:
        content = files.read(request.sha256, request.number)
    except FileNotFoundError:
        raise Refusal("unavailable", "The file is known, but is not where files are kept (FILES_DIR).") from None
    return intake.FilePart(content=base64.b64encode(content).decode("ascii"))


def wrong(field: str, code: str, message: str) -> Refusal:
    return Refusal("invalid", "The file cannot be accepted.", (Detail(field, code, f"{field} {message}."),))
