"""Who acts for an application or draft: its contacts, and colleagues whom they invite and take out again."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from services.portal.forms.filled import Filled, blank
from services.portal.forms.form import Form
from services.portal.forms.posted import Sent
from services.portal.pages.applicant import choices
from services.portal.web.page import Page, SignedInHere, there
from shared.contracts.field_codes import request_of
from shared.contracts.intake import GetApplication, InviteColleague, ListColleagues, RemoveColleague

router = APIRouter(include_in_schema=False)

INVITE = Form(InviteColleague, ("name", "email", "language"))
REMOVE = Form(RemoveColleague, ("id",))


@router.get("/applications/{code}/people")
def show_people(page: SignedInHere, code: str) -> Response:
    return show(page, code, blank(language=page.language))


@router.post("/applications/{code}/people")
def invite(page: SignedInHere, code: str, posted: Sent) -> Response:
    sent = INVITE.send(posted, page, code=code)
    return done(page, code, sent, "colleague_invited", email=posted.text("email").strip())


@router.post("/applications/{code}/people/remove")
def remove(page: SignedInHere, code: str, posted: Sent) -> Response:
    return done(page, code, REMOVE.send(posted, page, code=code), "colleague_removed")


def done(page: Page, code: str, sent: Any, said: str, **values: Any) -> Response:
    return (
        show(page, code, sent) if isinstance(sent, Filled) else page.see(f"/applications/{code}/people", said, **values)
    )


def show(page: Page, code: str, form: Filled) -> Response:
    application, colleagues = page.ask(request_of(GetApplication, code=code), request_of(ListColleagues, code=code))
    return page.show(
        "applicant/people.html",
        form.status,
        form=form,
        application=there(application),
        colleagues=there(colleagues).items,
        spoken=choices.languages(page.language),
    )
