"""Signing in through the organization's provider: the way there, and back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Cookie, Query, Request
from fastapi.responses import RedirectResponse

from services.portal.api.sign_in import BearerToken, begin
from services.portal.web.session import client_of
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.identity import FinishSingleSignOn, StartSingleSignOn

router = APIRouter(prefix="/api/v1/sign-in/single-sign-on")

FLOW = "sign_on_flow"  # the cookie that proves that the answer is for this browser
FLOW_LASTS_S = 600


@router.get("", status_code=303, response_class=RedirectResponse)
def start(request: Request) -> RedirectResponse:
    """To the provider's page, with a cookie that its answer needs."""
    started = client_of(request).call(StartSingleSignOn())
    answer = RedirectResponse(started.address, 303)
    secure = request.app.state.cookies.secure
    answer.set_cookie(
        FLOW, started.flow, max_age=FLOW_LASTS_S, path=router.prefix, secure=secure, httponly=True, samesite="lax"
    )
    return answer


@router.get("/callback")
def finish(
    request: Request,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=2_000)] = "",
    flow: Annotated[str | None, Cookie(alias=FLOW)] = None,
) -> BearerToken:
    """Trade the provider's answer for a bearer token."""
    if flow is None or not code:  # another browser's answer, or the provider's refusal
        raise Refusal("sign_in_failed")
    return begin(request, request_of(FinishSingleSignOn, flow=flow, state=state, code=code))
