"""Whether the portal lives, and whether it can do its work."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from services.portal.web.session import client_of
from shared.contracts.errors import Refusal
from shared.contracts.intake import ListCalls

READY_LIMIT_S = 3

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
def live() -> dict[str, bool]:
    return {"live": True}


@router.get("/readyz")
def ready(request: Request) -> JSONResponse:
    """Ready when a service answers over the broker."""
    try:
        client_of(request).call(ListCalls(), limit_s=READY_LIMIT_S)
    except Refusal as refusal:
        return JSONResponse({"ready": False, "reasons": [refusal.message]}, status_code=503)
    return JSONResponse({"ready": True, "reasons": []})
