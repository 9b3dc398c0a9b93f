"""The front page. The portal's other pages come with the portal's own work; this one says where one is."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.portal.web.rendering import page_of
from services.portal.web.session import client_of
from shared.contracts.intake import ListCalls

router = APIRouter(include_in_schema=False)


@router.get("/", response_class=HTMLResponse)
def front_page(request: Request) -> HTMLResponse:
    """The program, and its calls as they are now."""
    calls = client_of(request).call(ListCalls()).items
    return page_of(request, "front.html", program=request.app.state.program, calls=calls)
