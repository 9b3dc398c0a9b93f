"""Where an application stands: what several services say of it, as one answer."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from services.portal.api.asking import TrackingCode
from services.portal.web.session import client_of, signer_of
from shared.views.application import application_view, public_view

router = APIRouter(prefix="/api/v1")


@router.get("/applications/{code}")
def application(request: Request, code: TrackingCode) -> dict[str, Any]:
    """Where an application stands: for anybody with the code its public state, for staff everything."""
    sign = signer_of(request)
    if sign is None:
        return public_view(client_of(request), code)
    return application_view(client_of(request), code, sign)
