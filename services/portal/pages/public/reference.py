"""The reference of the API, made of its OpenAPI document: how to begin, all requests by service, and each by itself.

The frame is in the reader's language; what the document itself says is English, as the contracts are.
"""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.portal.pages.public.operations import operations_of
from services.portal.web.page import Here
from shared.contracts.errors import not_found
from shared.program.folding import fold

router = APIRouter(include_in_schema=False)

REFERENCE = "/api"


@router.get(REFERENCE)
def show_reference(page: Here, service: str = "", request: str = "", q: str = "") -> Response:
    document = page.request.app.state.api_document.value
    operations = list(operations_of(document))
    if request:
        asked = [one for one in operations if one.name == request]
        if not asked:
            raise not_found("request", request)
        return page.show("public/request.html", one=asked[0], others=asked[1:], base=page.request.base_url)
    services = list(dict.fromkeys(one.service for one in operations if one.is_by_rule))
    if service and service not in services:
        raise not_found("request", service)
    words = fold(q).split()
    found = [one for one in operations if one.is_by_rule and one.matches(service, words)] if service or words else []
    counts = {name: sum(one.service == name and one.is_by_rule for one in operations) for name in services}
    return page.show("public/reference.html", counts=counts, found=found, service=service, q=q)
