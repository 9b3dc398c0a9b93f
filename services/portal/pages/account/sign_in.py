"""Signing in by the mailed link or code. The link's page shows a button: mail scanners follow links."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.portal.forms.filled import Filled, blank
from services.portal.forms.form import Form
from services.portal.forms.posted import Posted, Sent
from services.portal.web.page import Here, Page, own_path
from shared.contracts.errors import Detail, Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.identity import ConfirmSignIn, RequestSignIn, Session, SignOut
from shared.messaging.client import anonymous
from shared.views.session import begin_session

router = APIRouter(include_in_schema=False)

MINE = "/my"
REQUEST = Form(RequestSignIn, ("email",))


@router.get("/sign-in")
def ask(page: Here, next: str | None = None, key: str | None = None) -> Response:
    if key:
        return page.show("account/link.html", form=blank(key=key), next=own_path(next or MINE))
    if page.person is not None:
        return page.see(next or MINE)
    return show(page, blank(), next)


@router.post("/sign-in")
def request_code(page: Here, posted: Sent) -> Response:
    """The answer is the same whether somebody has the address or not."""
    sent = REQUEST.send(posted, page, language=page.language)
    if isinstance(sent, Filled):
        return show(page, sent, posted.text("next"))
    return ask_for_code(page, Filled(document={"email": posted.text("email").strip()}), posted.text("next"))


@router.post("/sign-in/code")
def confirm_code(page: Here, posted: Sent) -> Response:
    code = "".join(filter(str.isdigit, posted.text("code")))
    try:
        session = begin_session(page.client, request_of(ConfirmSignIn, email=posted.text("email").strip(), code=code))
    except Refusal as refusal:
        return ask_for_code(page, refused(posted, refusal, "code"), posted.text("next"))
    return begin(page, session, posted)


@router.post("/sign-in/link")
def confirm_link(page: Here, posted: Sent) -> Response:
    try:
        session = begin_session(page.client, request_of(ConfirmSignIn, key=posted.text("key")))
    except Refusal as refusal:
        return show(page, refused(posted, refusal, "email"), posted.text("next"))
    return begin(page, session, posted)


@router.post("/sign-out")
def sign_out(page: Here) -> Response:
    if page.session:
        page.client.call(SignOut(session=page.session), sign=anonymous)
    response = page.see("/", said="signed_out")
    page.cookies.forget_session(response)
    return response


def begin(page: Page, session: Session, posted: Posted) -> Response:
    """A new session, whatever cookie was there before."""
    response = page.see(posted.text("next") or MINE, said="signed_in")
    page.cookies.keep_session(response, session.secret)
    return response


def refused(posted: Posted, refusal: Refusal, field: str) -> Filled:
    """One answer for all that can be wrong, beside the field where somebody can mend it."""
    told = refusal.beside(Detail(field, "sign_in_over")) if refusal.code == "sign_in_failed" else refusal
    return Filled(posted=posted, refusal=told)


def show(page: Page, form: Filled, next_: str | None) -> Response:
    return page.show("account/sign_in.html", form.status, form=form, next=own_path(next_ or MINE))


def ask_for_code(page: Page, form: Filled, next_: str | None) -> Response:
    return page.show("account/code.html", form.status, form=form, next=own_path(next_ or MINE))
