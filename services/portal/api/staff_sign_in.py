"""How staff sign in: password and code, or a passkey; and how they set that up. Each route is a call to identity."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request

from services.portal.api.sign_in import BearerToken, SignedIn, begin
from services.portal.web.session import client_of
from shared.contracts.identity import (
    AddPasskey,
    ConfirmTotp,
    Factor,
    Factors,
    GetPasskeyOptions,
    GetPasskeySignInOptions,
    ListFactors,
    PasskeyOptions,
    RecoveryCodes,
    RemoveFactor,
    RenewRecoveryCodes,
    SetPassword,
    SignInWithPasskey,
    SignInWithPassword,
    StartTotp,
    TotpKey,
)

router = APIRouter(prefix="/api/v1")


@router.post("/sign-in/password")
def sign_in_with_password(request: Request, body: SignInWithPassword) -> BearerToken:
    """Trade a password and the code of a second factor, or a recovery code, for a bearer token."""
    return begin(request, body)


@router.get("/sign-in/passkey")
def passkey_sign_in_options(request: Request) -> PasskeyOptions:
    """What `navigator.credentials.get()` takes; the same for everybody."""
    return client_of(request).call(GetPasskeySignInOptions())


@router.post("/sign-in/passkey")
def sign_in_with_passkey(request: Request, body: SignInWithPasskey) -> BearerToken:
    """Trade the browser's answer for a bearer token."""
    return begin(request, body)


# -- set up ------------------------------------------------------------------------------------------------------------


@router.put("/account/password", status_code=204)
def set_password(request: Request, sign: SignedIn, body: SetPassword) -> None:
    client_of(request).call(body, sign=sign)


@router.get("/account/factors")
def list_factors(request: Request, sign: SignedIn) -> Factors:
    """How whoever asks signs in."""
    return client_of(request).call(ListFactors(), sign=sign)


@router.delete("/account/factors/{factor}", status_code=204)
def remove_factor(request: Request, sign: SignedIn, factor: UUID) -> None:
    client_of(request).call(RemoveFactor(factor=factor), sign=sign)


@router.post("/account/totp", status_code=201)
def start_totp(request: Request, sign: SignedIn) -> TotpKey:
    """A key for an authenticator app. Its codes count once one of them was confirmed."""
    return client_of(request).call(StartTotp(), sign=sign)


@router.post("/account/totp/confirm")
def confirm_totp(request: Request, sign: SignedIn, body: ConfirmTotp) -> RecoveryCodes:
    """From now on the app's codes are asked for. The recovery codes are shown this once."""
    return client_of(request).call(body, sign=sign)


@router.post("/account/recovery-codes", status_code=201)
def renew_recovery_codes(request: Request, sign: SignedIn) -> RecoveryCodes:
    """Ten new ones in place of those of before."""
    return client_of(request).call(RenewRecoveryCodes(), sign=sign)


@router.get("/account/passkey")
def passkey_options(request: Request, sign: SignedIn) -> PasskeyOptions:
    """What `navigator.credentials.create()` takes."""
    return client_of(request).call(GetPasskeyOptions(), sign=sign)


@router.post("/account/passkey", status_code=201)
def add_passkey(request: Request, sign: SignedIn, body: AddPasskey) -> Factor:
    """Keep the passkey that the browser made."""
    return client_of(request).call(body, sign=sign)
