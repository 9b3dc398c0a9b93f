"""Signing in on a device without a browser (RFC 8628): asked for and taken by the device, confirmed by a person."""

from __future__ import annotations

from fastapi import APIRouter, Request

from services.portal.api.sign_in import BearerToken, SignedIn, begin
from services.portal.web.session import client_of
from shared.contracts.field_codes import request_of
from shared.contracts.identity import (
    ConfirmDeviceLogin,
    DeviceLoginShown,
    GetDeviceLogin,
    StartDeviceLogin,
    StartedDeviceLogin,
    TakeDeviceLogin,
)

router = APIRouter(prefix="/api/v1/sign-in/device")


@router.post("", status_code=201)
def start(request: Request, body: StartDeviceLogin) -> StartedDeviceLogin:
    """Show `user_code` and `verification_uri` to people; ask for the token every `interval` seconds."""
    return client_of(request).call(body)


@router.post("/token")
def take(request: Request, body: TakeDeviceLogin) -> BearerToken:
    """The bearer token, once. Before: `authorization_pending`; asked too often: `slow_down`."""
    return begin(request, body)


@router.get("/{user_code}")
def show(request: Request, sign: SignedIn, user_code: str) -> DeviceLoginShown:
    """Which device asks, and from where."""
    return client_of(request).call(request_of(GetDeviceLogin, user_code=user_code), sign=sign)


@router.post("/confirm", status_code=204)
def confirm(request: Request, sign: SignedIn, body: ConfirmDeviceLogin) -> None:
    """Let that device sign in as whoever holds the bearer token; or, with `deny`, never."""
    client_of(request).call(body, sign=sign)
