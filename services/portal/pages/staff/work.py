"""What waits for staff, by kind, the most urgent first; and one kind of it, longer."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.portal.web.roles import StaffHere
from shared.contracts.field_codes import request_of
from shared.contracts.reporting import ListWork

router = APIRouter(include_in_schema=False)

EACH, MOST = 5, 500
#: Kinds whose number stands above the list.
FIGURES = ("review", "decision", "mail")


@router.get("/staff")
def show_work(page: StaffHere, kind: str | None = None) -> Response:
    queue = page.call(request_of(ListWork, kind=kind, each=MOST if kind else EACH))
    if kind is None:
        page.waiting = queue
    figures = [one for one in queue.kinds if one.kind in FIGURES and not kind]
    return page.show("staff/work.html", queue=queue, kind=kind, figures=figures)
