"""The JSON API of applications beyond their submission: drafts, later versions, answers, files of evidence."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from services.portal.asking import Document, IdempotencyKey, TrackingCode, client_of, request_of, signer_of, writer_of
from services.portal.openapi import document_of, file_of
from shared.contracts.application import ApplicationDocument, EvidenceKind
from shared.contracts.errors import not_found
from shared.contracts.intake import (
    AddEvidence,
    AddFilePart,
    AnswerQuestion,
    Draft,
    DraftReceipt,
    EvidenceReceipt,
    GetDraft,
    GetFilePart,
    KeptFiles,
    ListFiles,
    Receipt,
    ResubmitApplication,
    ReviseDraft,
    SaveDraft,
    SubmitDraft,
    WithdrawApplication,
)
from shared.files.transfer import Upload, fetch
from shared.messaging.client import command_id_of

router = APIRouter(prefix="/api/v1")

HASH = "^[0-9a-f]{64}$"
DOCUMENT, DRAFT_DOCUMENT = document_of(ApplicationDocument), document_of(ApplicationDocument, draft=True)


@router.post("/drafts", status_code=201, openapi_extra=DRAFT_DOCUMENT)
def save_draft(
    request: Request, response: Response, document: Document, idempotency_key: IdempotencyKey = None
) -> DraftReceipt:
    """Keep an application that is not ready. It needs its call, and a contact with name and address, who owns it."""
    sign = signer_of(request)
    command_id = command_id_of(idempotency_key, owner="" if sign else writer_of(document))
    receipt = client_of(request).call(SaveDraft(document=document), command_id=command_id, sign=sign)
    response.headers["Location"] = f"/api/v1/drafts/{receipt.code}"
    return receipt


@router.get("/drafts/{code}")
def get_draft(request: Request, code: TrackingCode) -> Draft:
    return client_of(request).call(request_of(GetDraft, code=code), sign=signer_of(request))


@router.put("/drafts/{code}", openapi_extra=DRAFT_DOCUMENT)
def revise_draft(
    request: Request, code: TrackingCode, document: Document, expected_revision: int | None = None
) -> DraftReceipt:
    """Replace the kept document."""
    body = request_of(ReviseDraft, code=code, document=document, expected_revision=expected_revision)
    return client_of(request).call(body, sign=signer_of(request))


@router.post("/drafts/{code}/submit")
def submit_draft(request: Request, code: TrackingCode, idempotency_key: IdempotencyKey = None) -> Receipt:
    body = request_of(SubmitDraft, code=code)
    return client_of(request).call(body, command_id=command_id_of(idempotency_key), sign=signer_of(request))


@router.post("/applications/{code}/versions", status_code=201, openapi_extra=DOCUMENT)
def resubmit(
    request: Request, code: TrackingCode, document: Document, idempotency_key: IdempotencyKey = None
) -> Receipt:
    """Replace an application by a new version, while its call is open."""
    body = request_of(ResubmitApplication, code=code, document=document)
    return client_of(request).call(body, command_id=command_id_of(idempotency_key), sign=signer_of(request))


@router.post("/applications/{code}/answer", status_code=201, openapi_extra=DOCUMENT)
def answer(request: Request, code: TrackingCode, document: Document, idempotency_key: IdempotencyKey = None) -> Receipt:
    """Answer a request for information by a new version, also after the call has closed."""
    body = request_of(AnswerQuestion, code=code, document=document)
    return client_of(request).call(body, command_id=command_id_of(idempotency_key), sign=signer_of(request))


@router.post("/applications/{code}/withdraw")
def withdraw(request: Request, code: TrackingCode) -> Receipt:
    """Withdraw an application, or give up a draft."""
    return client_of(request).call(request_of(WithdrawApplication, code=code), sign=signer_of(request))


# -- files -------------------------------------------------------------------------------------------------------------


async def raw_body(request: Request) -> bytes:
    return await request.body()


@router.post("/applications/{code}/evidence", status_code=201, openapi_extra=file_of())
def add_evidence(
    request: Request,
    code: TrackingCode,
    content: Annotated[bytes, Depends(raw_body)],
    name: Annotated[str, Query(min_length=1, max_length=200)],
    kind: EvidenceKind = EvidenceKind.OTHER,
    text: Annotated[str | None, Query(max_length=2_000)] = None,
) -> EvidenceReceipt:
    """Add a file to the evidence of an application or draft. What it is, is judged by its content."""
    client, sign, upload = client_of(request), signer_of(request), Upload(content)
    sums = {"upload_id": upload.id, "size": len(content), "sha256": upload.sha256}
    body = request_of(AddEvidence, code=code, name=name, kind=kind, text=text, **sums)

    def put(upload_id: UUID, number: int, part: str) -> None:
        client.call(AddFilePart(upload_id=upload_id, number=number, size=len(content), content=part), sign=sign)

    upload.send(put)
    return client.call(body, sign=sign)


@router.get("/applications/{code}/evidence")
def list_evidence(request: Request, code: TrackingCode) -> KeptFiles:
    return client_of(request).call(request_of(ListFiles, code=code), sign=signer_of(request))


@router.get("/applications/{code}/evidence/{sha256}", response_class=Response)
def get_evidence(request: Request, code: TrackingCode, sha256: Annotated[str, Path(pattern=HASH)]) -> StreamingResponse:
    """A file as it was handed in, to be saved and never shown by the browser itself."""
    client, sign = client_of(request), signer_of(request)
    files = client.call(request_of(ListFiles, code=code), sign=sign).items
    file = next((one for one in files if one.sha256 == sha256), None)
    if file is None:
        raise not_found("file", sha256)
    keys: dict[str, Any] = {"code": code, "sha256": sha256}
    parts = fetch(lambda number: client.call(request_of(GetFilePart, **keys, number=number), sign=sign).content)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "Content-Length": str(file.size),
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(parts, media_type=file.media_type, headers=headers)
