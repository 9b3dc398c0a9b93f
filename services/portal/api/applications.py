"""Applications: the self-check, submission, later versions, answers, where one stands."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from services.portal.api.asking import Document, IdempotencyKey, TrackingCode, writer_of
from services.portal.api.openapi import document_of
from services.portal.web.language import language_of
from services.portal.web.session import client_of, signer_of
from shared.contracts.application import ApplicationDocument, SelfCheckDocument
from shared.contracts.eligibility import CheckEligibility, EligibilityResult
from shared.contracts.field_codes import request_of
from shared.contracts.intake import AnswerQuestion, Receipt, ResubmitApplication, SubmitApplication, WithdrawApplication
from shared.messaging.keys import command_id_of
from shared.views.application import application_view, public_view

router = APIRouter(prefix="/api/v1")

DOCUMENT = document_of(ApplicationDocument)


@router.post("/check", openapi_extra=document_of(SelfCheckDocument))
def check(request: Request, document: Document) -> EligibilityResult:
    """Judge a city by the stated minimums; nothing is stored. Reasons are in the language of Accept-Language."""
    language = language_of(request.headers)
    result = client_of(request).call(CheckEligibility(document=document))
    headers = {"Content-Language": language, "Vary": "Accept-Language"}
    return JSONResponse(result.in_language(language), headers=headers)  # type: ignore[return-value]


@router.post("/applications", status_code=201, openapi_extra=DOCUMENT)
def apply(request: Request, response: Response, document: Document, idempotency_key: IdempotencyKey = None) -> Receipt:
    """Submit an application. Again with its Idempotency-Key: the same 201."""
    sign = signer_of(request)
    command_id = command_id_of(idempotency_key, owner="" if sign else writer_of(document))
    receipt = client_of(request).call(SubmitApplication(document=document), command_id=command_id, sign=sign)
    response.headers["Location"] = f"/api/v1/applications/{receipt.code}"
    return receipt


@router.get("/applications/{code}")
def application(request: Request, code: TrackingCode) -> dict[str, Any]:
    """Where an application stands: for anybody with the code its public state, for staff everything."""
    sign = signer_of(request)
    if sign is None:
        return public_view(client_of(request), code)
    return application_view(client_of(request), code, sign)


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
