"""Drafts: applications that are not ready."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from services.portal.api.asking import Document, IdempotencyKey, TrackingCode, writer_of
from services.portal.api.openapi import document_of
from services.portal.web.session import client_of, signer_of
from shared.contracts.application import ApplicationDocument
from shared.contracts.field_codes import request_of
from shared.contracts.intake import Draft, DraftReceipt, GetDraft, Receipt, ReviseDraft, SaveDraft, SubmitDraft
from shared.messaging.keys import command_id_of

router = APIRouter(prefix="/api/v1")

DRAFT_DOCUMENT = document_of(ApplicationDocument, draft=True)


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
