"""The JSON API: self-check, applications, sign-in. Each route is a call to a service."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from services.portal.asking import Document, IdempotencyKey, TrackingCode, client_of, signer_of, writer_of
from services.portal.language import language_of
from services.portal.openapi import document_of
from shared.contracts.application import ApplicationDocument, SelfCheckDocument
from shared.contracts.eligibility import CheckEligibility, EligibilityResult
from shared.contracts.identity import ConfirmSignIn, RequestSignIn
from shared.contracts.intake import Receipt, SubmitApplication
from shared.contracts.people import Role
from shared.contracts.requests import Model
from shared.messaging.client import command_id_of
from shared.views.application import application_view, public_view
from shared.wording import say

router = APIRouter(prefix="/api/v1")


@router.post("/check", openapi_extra=document_of(SelfCheckDocument))
def check(request: Request, document: Document) -> EligibilityResult:
    """Judge a city by the stated minimums; nothing is stored. Reasons are in the language of Accept-Language."""
    language = language_of(request.headers)
    result = client_of(request).call(CheckEligibility(document=document))
    headers = {"Content-Language": language, "Vary": "Accept-Language"}
    return JSONResponse(result.in_language(language), headers=headers)  # type: ignore[return-value]


@router.post("/applications", status_code=201, openapi_extra=document_of(ApplicationDocument))
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


@router.post("/sign-in", status_code=202)
def request_sign_in(request: Request, body: RequestSignIn) -> dict[str, str]:
    """Mail a sign-in code. The answer is the same whether the address is known or not."""
    client_of(request).call(body)
    return {"message": say(language_of(request.headers), "portal.sign_in_requested")}


class BearerToken(Model):
    """Send it as `Authorization: Bearer <token>`."""

    token: str
    person_id: UUID
    roles: tuple[Role, ...]
    expires_at: datetime


@router.post("/sign-in/confirm")
def confirm_sign_in(request: Request, body: ConfirmSignIn) -> BearerToken:
    """Trade the mailed code, with its address, or the link's key, for a bearer token."""
    session = client_of(request).call(body)
    return BearerToken(
        token=session.secret, person_id=session.person_id, roles=session.roles, expires_at=session.expires_at
    )
