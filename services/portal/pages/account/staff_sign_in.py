"""Signing in by password and second factor, by a passkey, and through the organization's provider."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Query, Response
from fastapi.responses import JSONResponse, RedirectResponse

from services.portal.forms.filled import Filled
from services.portal.forms.posted import Posted, Sent
from services.portal.pages.account.onward import SECRETS, Onward, digits, onward_of, onward_to
from services.portal.pages.account.proving import prove, refused, show
from services.portal.web.page import Here
from shared.contracts.errors import Refusal
from shared.contracts.identity import (
    FinishSingleSignOn,
    GetPasskeySignInOptions,
    SignInWithPasskey,
    SignInWithPassword,
    StartSingleSignOn,
)
from shared.messaging.client import anonymous

router = APIRouter(include_in_schema=False)

SIGN_ON = "/sign-in/sso"
FLOW = "sign_on_flow"  # the cookie that proves that the provider's answer is for this browser
FLOW_LASTS_S = 600


@router.post("/sign-in/password")
def confirm_password(page: Here, posted: Sent) -> Response:
    onward = onward_of(posted)
    fields = {"email": posted.text("user").strip(), "password": posted.text("password"), "code": digits(posted)}
    try:
        return prove(page, SignInWithPassword, onward, **fields)
    except Refusal as refusal:
        form = refused(Filled(posted=posted.without(*SECRETS)), refusal, "password", "sign_in_wrong")
        return show(page, form, onward)


@router.get("/sign-in/passkey")
def passkey_options(page: Here) -> Response:
    """What static/passkeys.js hands to the browser; the same for everybody."""
    return JSONResponse(page.client.call(GetPasskeySignInOptions(), sign=anonymous).options)


@router.post("/sign-in/passkey")
def confirm_passkey(page: Here, posted: Sent) -> Response:
    onward = onward_of(posted)
    try:
        return prove(page, SignInWithPasskey, onward, credential=credential_of(posted))
    except Refusal as refusal:
        return show(page, refused(Filled(), refusal, "passkey", "passkey_wrong"), onward)


def credential_of(posted: Posted) -> dict[str, Any]:
    """What the browser's authenticator answered; empty for what is no such answer."""
    try:
        read = json.loads(posted.text("credential"))
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


# -- the organization's provider ---------------------------------------------------------------------------------------


@router.get(SIGN_ON)
def start_sign_on(page: Here, next: str | None = None, again: str | None = None) -> Response:
    """To the provider's page, with a cookie that its answer needs."""
    started = page.client.call(StartSingleSignOn(), sign=anonymous)
    answer = RedirectResponse(started.address, 303)
    kept = json.dumps([started.flow, onward_to(next).next, bool(again)])
    page.cookies.keep_for(answer, FLOW, kept, FLOW_LASTS_S, SIGN_ON)
    return answer


@router.get(f"{SIGN_ON}/callback")
def finish_sign_on(
    page: Here,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=2_000)] = "",
    kept: Annotated[str | None, Cookie(alias=FLOW)] = None,
) -> Response:
    """Another browser's answer, or the provider's refusal, leads back to all the ways."""
    flow, onward = flow_of(page.cookies.read(kept))
    if not flow or not code:
        return show(page, Filled(refusal=Refusal("sign_in_failed")), onward)
    try:
        return prove(page, FinishSingleSignOn, onward, flow=flow, state=state, code=code)
    except Refusal as refusal:
        return show(page, Filled(refusal=refusal), onward)


def flow_of(text: str) -> tuple[str, Onward]:
    try:
        flow, next_, again = json.loads(text)
        return str(flow), Onward(onward_to(str(next_)).next, again=bool(again))
    except (ValueError, TypeError, RecursionError):
        return "", Onward()
