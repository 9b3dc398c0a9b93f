"""Signing in and out. Each way in is a proof, traded for a bearer token: no request of one service alone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request

from services.portal.web.language import language_of
from services.portal.web.session import client_of, secret_of
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.identity import (
    ConfirmSignIn,
    RequestSignIn,
    Session,
    SignInWithPasskey,
    SignInWithPassword,
    SignOut,
    TakeDeviceLogin,
)
from shared.contracts.people import Role
from shared.contracts.requests import Model
from shared.contracts.requests import Request as ServiceRequest
from shared.views.session import begin_session
from shared.wording import say

router = APIRouter(prefix="/api/v1")


@router.post("/sign-in", status_code=202)
def request_sign_in(request: Request, body: RequestSignIn) -> dict[str, str]:
    """Mail a sign-in code. The answer is the same whether the address is known or not."""
    language = language_of(request.headers)
    client_of(request).call(body if "language" in body.model_fields_set else body.in_language(language))
    return {"message": say(language, "portal.sign_in_requested")}


class BearerToken(Model):
    """Send it as `Authorization: Bearer <token>`."""

    token: str
    person_id: UUID
    roles: tuple[Role, ...]
    expires_at: datetime


def begin(request: Request, proof: ServiceRequest[Session]) -> BearerToken:
    """Trade a proof of who somebody is for a bearer token."""
    session = begin_session(client_of(request), proof)
    return BearerToken(
        token=session.secret, person_id=session.person_id, roles=session.roles, expires_at=session.expires_at
    )


@router.post("/sign-in/confirm")
def confirm_sign_in(request: Request, body: ConfirmSignIn) -> BearerToken:
    """Trade the mailed code, with its address, or the link's key, for a bearer token."""
    return begin(request, body)


@router.post("/sign-in/password")
def sign_in_with_password(request: Request, body: SignInWithPassword) -> BearerToken:
    """Trade a password and the code of a second factor, or a recovery code, for a bearer token."""
    return begin(request, body)


@router.post("/sign-in/passkey")
def sign_in_with_passkey(request: Request, body: SignInWithPasskey) -> BearerToken:
    """Trade the browser's answer for a bearer token."""
    return begin(request, body)


@router.post("/sign-in/device/token")
def take_device_login(request: Request, body: TakeDeviceLogin) -> BearerToken:
    """A device's bearer token, once it was let in. Before: `authorization_pending`; asked too often: `slow_down`."""
    return begin(request, body)


@router.post("/sign-out", status_code=204)
def sign_out(request: Request) -> None:
    """The bearer token opens nothing from now on. Over already, or none of ours: the same answer."""
    secret = secret_of(request)
    if secret is None:
        raise Refusal("unauthenticated", reason="sign_in_first")
    client_of(request).call(request_of(SignOut, session=secret))
