"""Addresses that mails name and no page answers yet: they lead to the nearest page that there is.

Asked after all pages: where one answers the address, its row here says nothing any more, and goes.
"""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.portal.web.page import Here

router = APIRouter(include_in_schema=False)

#: An address -> the one where its reader goes on.
NEAREST = {
    "/cities/{code}/commitments": "/cities/{code}",
    "/cities/{code}/convenings": "/cities/{code}",
    "/cities/{code}/surveys": "/cities/{code}",
}


def lead(page: Here, code: str = "") -> Response:
    return page.see(NEAREST[page.request.scope["route"].path].format(code=code))


for address in NEAREST:
    router.add_api_route(address, lead, methods=["GET"])
