"""What people may rely on who read otherwise, and whom to tell where it fails."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.portal.web.page import Here
from services.portal.web.rendering import mail_link

router = APIRouter(include_in_schema=False)


@router.get("/accessibility")
def show_accessibility(page: Here) -> Response:
    return page.show("public/accessibility.html", address=mail_link(page.program.reply_to))
