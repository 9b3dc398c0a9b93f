"""What is kept of a person or a city: exported whole, and erased after it was shown what goes."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Response

from services.portal.forms.filled import Filled, blank
from services.portal.forms.form import ELSEWHERE
from services.portal.forms.posted import Posted, Sent
from services.portal.pages.staff.people import PATH as PEOPLE
from services.portal.web.page import Page
from services.portal.web.roles import LeadHere, StaffHere
from shared.contracts.errors import Refusal
from shared.contracts.kernel import Subject
from shared.views import privacy

router = APIRouter(include_in_schema=False)

PERSON, CITY = f"{PEOPLE}/{{person}}/privacy", "/staff/applications/{code}/privacy"
SCHEDULE = "/staff/privacy"


@router.get(PERSON)
def show_person(page: LeadHere, person: str) -> Response:
    return show(page, of_person(page, person), f"{PEOPLE}/{person}")


@router.get(CITY)
def show_city(page: LeadHere, code: str) -> Response:
    return show(page, of_city(page, code), f"/staff/applications/{code}")


@router.post(f"{PERSON}/export")
def export_person(page: LeadHere, person: str) -> Response:
    return exported(page, of_person(page, person), person)


@router.post(f"{CITY}/export")
def export_city(page: LeadHere, code: str) -> Response:
    return exported(page, of_city(page, code), code)


@router.post(f"{PERSON}/erase")
def erase_person(page: LeadHere, person: str, posted: Sent) -> Response:
    return erased(page, of_person(page, person), f"{PEOPLE}/{person}", PEOPLE, posted)


@router.post(f"{CITY}/erase")
def erase_city(page: LeadHere, code: str, posted: Sent) -> Response:
    return erased(page, of_city(page, code), f"/staff/applications/{code}", "/staff/applications", posted)


@router.get(SCHEDULE)
def show_schedule(page: StaffHere) -> Response:
    rules, missing = privacy.schedule(page.client, page.sign)
    return page.show("staff/retention.html", rules=rules, missing=missing)


def of_person(page: Page, person: str) -> Subject:
    return privacy.subject_of_person(page.client, person, page.sign)


def of_city(page: Page, code: str) -> Subject:
    return privacy.subject_of_city(page.client, code, page.sign)


def show(page: Page, subject: Subject, back: str, form: Filled | None = None) -> Response:
    """What erasing would do, in each service."""
    form = form or blank()
    together = privacy.preview(page.client, subject, page.sign)
    tables = [(name, table) for name, one in together.services.items() for table in one.tables]
    return page.show(
        "staff/privacy.html",
        form.status,
        form=form,
        back=back,
        tables=tables,
        needed=together.still_needed,
        missing=together.missing,
        of_city=subject.code is not None,
        code=subject.code,
    )


def exported(page: Page, subject: Subject, name: str) -> Response:
    """A file: every row of every service."""
    content: dict[str, Any] = privacy.export(page.client, subject, page.sign)
    headers = {"Content-Disposition": f'attachment; filename="{file_name(name)}.json"'}
    text = json.dumps(content, ensure_ascii=False, indent=2, default=str)
    return Response(text, media_type="application/json", headers=headers)


def file_name(name: str) -> str:
    """Without what no header holds."""
    return "".join(mark for mark in name if mark.isascii() and (mark.isalnum() or mark == "-"))[:60] or "export"


def erased(page: Page, subject: Subject, back: str, onward: str, posted: Posted) -> Response:
    """Only after a tick that says so. What did not answer is named; the same again completes it."""
    try:
        erase(page, subject, posted)
    except Refusal as refusal:
        if refusal.code in ELSEWHERE:
            raise
        return show(page, subject, back, Filled(posted=posted, refusal=refusal, command_id=posted.command_id))
    return page.see(onward, said="erased")


def erase(page: Page, subject: Subject, posted: Posted) -> None:
    """Raises Refusal."""
    if not posted.text("understood"):
        raise Refusal("invalid", reason="not_understood")
    together = privacy.erase(page.client, subject, posted.text("override").strip() or None, page.sign)
    if together.missing:
        raise Refusal("unavailable", reason="not_erased_yet", names=together.missing)
