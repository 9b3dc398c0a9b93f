"""Signing in by the mailed link or code, and out. The link's page shows a button: mail scanners follow links."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.portal.forms.filled import Filled, blank
from services.portal.forms.form import Form
from services.portal.forms.posted import Posted, Sent
from services.portal.pages.account.onward import MINE, Onward, digits, onward_of, onward_to
from services.portal.pages.account.proving import prove, refused, show
from services.portal.web.page import Here, Page
from shared.contracts.errors import Refusal
from shared.contracts.identity import ConfirmSignIn, RequestSignIn, SignOut
from shared.messaging.client import anonymous

router = APIRouter(include_in_schema=False)

REQUEST = Form(RequestSignIn, ("email",))


@router.get("/sign-in")
def ask(page: Here, next: str | None = None, key: str | None = None) -> Response:
    if key:
        return page.show("account/link.html", form=blank(key=key), onward=onward_to(next))
    if page.person is not None:
        return page.see(next or MINE)
    return show(page, blank(), onward_to(next))


@router.post("/sign-in")
def request_code(page: Here, posted: Sent) -> Response:
    """The answer is the same whether somebody has the address or not."""
    sent, onward = REQUEST.send(posted, page, language=page.language), onward_of(posted)
    if isinstance(sent, Filled):
        return show(page, sent, onward)
    return ask_for_code(page, Filled(document={"email": posted.text("email").strip()}), onward)


@router.post("/sign-in/code")
def confirm_code(page: Here, posted: Sent) -> Response:
    email, code = posted.text("email").strip(), "".join(filter(str.isdigit, posted.text("code")))
    onward = onward_of(posted)
    try:
        return prove(page, ConfirmSignIn, onward, email=email, code=code, **second_of(posted))
    except Refusal as refusal:
        if wants_factor(posted, refusal):
            return ask_for_factor(page, posted, refusal, onward)
        return ask_for_code(page, refused(Filled(posted=posted), refusal, "code", "sign_in_over"), onward)


@router.post("/sign-in/link")
def confirm_link(page: Here, posted: Sent) -> Response:
    onward = onward_of(posted)
    try:
        return prove(page, ConfirmSignIn, onward, key=posted.text("key"), **second_of(posted))
    except Refusal as refusal:
        if wants_factor(posted, refusal):
            return ask_for_factor(page, posted, refusal, onward)
        return show(page, refused(Filled(posted=posted), refusal, "email", "sign_in_over"), onward)


@router.get("/sign-in/code")
@router.get("/sign-in/link")
@router.get("/sign-in/password")
def begin_anew(page: Here) -> Response:
    """What answers a form, looked at without one: by the language switch, or in another window."""
    return page.see("/sign-in")


@router.post("/sign-out")
def sign_out(page: Here) -> Response:
    if page.session:
        page.client.call(SignOut(session=page.session), sign=anonymous)
    response = page.see("/", said="signed_out")
    page.cookies.forget_session(response)
    return response


def ask_for_code(page: Page, form: Filled, onward: Onward) -> Response:
    return page.show("account/code.html", form.status, form=form, onward=onward)


def second_of(posted: Posted) -> dict[str, str]:
    """What was typed of the second factor, on the page that asks for it."""
    return {"second": digits(posted)} if "second" in posted else {}


def wants_factor(posted: Posted, refusal: Refusal) -> bool:
    """The mail proves an address of somebody who has more than that; or what they typed of it is wrong."""
    return refusal.code == "second_factor_needed" or "second" in posted


def ask_for_factor(page: Page, posted: Posted, refusal: Refusal, onward: Onward) -> Response:
    """Beside the mail, in place of a password. Asked for the first time, nothing is wrong yet."""
    typed = posted.without("second")
    form = Filled(posted=typed)
    if "second" in posted:
        form = refused(form, refusal, "second", "second_wrong")
    by_link = bool(posted.text("key"))
    return page.show("account/second.html", form.status, form=form, onward=onward, by_link=by_link)
