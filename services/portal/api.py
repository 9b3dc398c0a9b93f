"""The JSON API: self-check, applications, sign-in. Each route is a call to a service."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Header, Request, Response

from services.portal.openapi import document_of
from shared.contracts.application import ApplicationDocument, SelfCheckDocument
from shared.contracts.eligibility import CheckEligibility, EligibilityResult
from shared.contracts.errors import Refusal
from shared.contracts.identity import ConfirmSignIn, RequestSignIn
from shared.contracts.intake import Receipt, SubmitApplication
from shared.contracts.people import Role
from shared.contracts.requests import Model
from shared.messaging.client import Client, Sign, command_id_of
from shared.views.application import application_view, public_view
from shared.views.session import session_signer

router = APIRouter(prefix="/api/v1")

Document = Annotated[dict[str, Any], Body()]
IdempotencyKey = Annotated[str | None, Header(max_length=200, description="The same key and body: the same answer.")]


@router.post("/check", openapi_extra=document_of(SelfCheckDocument))
def check(request: Request, document: Document) -> EligibilityResult:
    """Judge a city by the stated minimums; nothing is stored."""
    return client_of(request).call(CheckEligibility(document=document))


@router.post("/applications", status_code=201, openapi_extra=document_of(ApplicationDocument))
def apply(request: Request, response: Response, document: Document, idempotency_key: IdempotencyKey = None) -> Receipt:
    """Submit an application. Again with its Idempotency-Key: the same 201."""
    sign = signer_of(request)
    command_id = command_id_of(idempotency_key, owner="" if sign else writer_of(document))
    receipt = client_of(request).call(SubmitApplication(document=document), command_id=command_id, sign=sign)
    response.headers["Location"] = f"/api/v1/applications/{receipt.code}"
    return receipt


@router.get("/applications/{code}")
def application(request: Request, code: str) -> dict[str, Any]:
    """Where an application stands: for anybody with the code its public state, for staff everything."""
    sign = signer_of(request)
    if sign is None:
        return public_view(client_of(request), code)
    return application_view(client_of(request), code, sign)


@router.post("/sign-in", status_code=202)
def request_sign_in(request: Request, body: RequestSignIn) -> dict[str, str]:
    """Mail a sign-in code. The answer is the same whether the address is known or not."""
    client_of(request).call(body)
    return {"message": "If the address is known, a code is on its way."}


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


def writer_of(document: dict[str, Any]) -> str:
    """Whose key it is where nobody is signed in: the addresses of the contacts. Somebody else's same key is another."""
    contacts = document.get("contacts")
    entries = contacts if isinstance(contacts, list) else []
    return " ".join(sorted(str(one.get("email")).casefold() for one in entries if isinstance(one, dict))) or "-"


def client_of(request: Request) -> Client:
    client: Client = request.app.state.client
    return client


def signer_of(request: Request) -> Sign | None:
    """Calls as the holder of the bearer token; None without one. Raises Refusal("unauthenticated")."""
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret:
        raise Refusal("unauthenticated", "Authorization must be: Bearer <token>.")
    return session_signer(client_of(request), secret.strip())
