"""The privacy notice that applications accept, in the reader's language; an earlier one by its version."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.portal.web.page import Here
from shared.contracts.field_codes import request_of
from shared.contracts.intake import GetPrivacyNotice

router = APIRouter(include_in_schema=False)


@router.get("/privacy")
def show_notice(page: Here, version: str | None = None) -> Response:
    notice = page.client.call(request_of(GetPrivacyNotice, language=page.language, version=version or None))
    return page.show("public/privacy.html", notice=notice, paragraphs=paragraphs_of(notice.text))


def paragraphs_of(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]
