"""What waits for staff, by kind, the most urgent first; and one kind of it, longer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response

from services.portal.pages.public.program import shown_call
from services.portal.web.calls import known_calls
from services.portal.web.deadlines import days_left
from services.portal.web.page import there
from services.portal.web.roles import StaffHere
from shared.contracts.field_codes import request_of
from shared.contracts.intake import Call, ListCalls
from shared.contracts.reporting import ListWork

router = APIRouter(include_in_schema=False)

EACH, MOST = 5, 500
#: Kinds whose number stands above the list.
FIGURES = ("reviewers", "decision", "mail")


@dataclass(frozen=True)
class Closing:
    """`days`: 0 on the last day."""

    call: str
    days: int | None


@router.get("/staff")
def show_work(page: StaffHere, kind: str | None = None) -> Response:
    asked = request_of(ListWork, kind=kind, each=MOST if kind else EACH)
    answer, calls = (page.call(asked), None) if kind else page.ask(asked, ListCalls())
    queue = there(answer)
    if kind is None:
        page.waiting = queue
    waiting = {one.kind: one.total for one in queue.kinds}
    figures = [] if kind else [(one, waiting.get(one, 0)) for one in FIGURES]
    closing = None if calls is None else closing_of(known_calls(calls))
    return page.show("staff/work.html", queue=queue, kind=kind, figures=figures, closing=closing)


def closing_of(calls: Sequence[Call]) -> Closing | None:
    """The call that takes applications, and how long it still does."""
    call = shown_call(calls)
    if call is None or call.state != "open":
        return None
    return Closing(call.title, days_left(call.closes_at, call.time_zone))
