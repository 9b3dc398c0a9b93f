"""What goes out by itself in the next days: when, to whom, and why."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.portal.web.page import Missing
from services.portal.web.people import answering
from services.portal.web.roles import StaffHere
from shared.views.reminders import COUNTED_DAYS, asked, readers_of, reason_of, together

PATH = "/staff/mail/upcoming"
SHOWN = 200
router = APIRouter(include_in_schema=False)


@router.get(PATH)
def show_upcoming(page: StaffHere) -> Response:
    answers = page.ask(*asked(COUNTED_DAYS, SHOWN))
    there = [one for one in answers if not isinstance(one, Missing)]
    found = together(there, SHOWN)
    readers = readers_of(answering(page), found.items, page.language)
    rows = [(one, reader, reason_of(one, page.language)) for one, reader in zip(found.items, readers, strict=True)]
    return page.show(
        "staff/upcoming.html", rows=rows, total=found.total, days=COUNTED_DAYS, missing=len(there) < len(answers)
    )  # fmt: skip
