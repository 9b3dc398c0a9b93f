"""How staff set up their sign-in: a password, an app that makes codes with recovery codes beside it, passkeys.

Keys and codes are shown once; nothing of a password comes back into a page.
"""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from services.portal.forms.filled import Filled, blank
from services.portal.forms.form import ELSEWHERE
from services.portal.forms.posted import Sent
from services.portal.pages.account.account import ACCOUNT
from services.portal.pages.account.onward import SECRETS
from services.portal.pages.account.staff_sign_in import credential_of
from services.portal.web.page import Page
from services.portal.web.qr import qr_picture
from services.portal.web.roles import StaffHere
from shared.contracts.errors import Detail, Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.identity import (
    AddPasskey,
    ConfirmTotp,
    GetPasskeyOptions,
    RecoveryCodes,
    RenewRecoveryCodes,
    SetPassword,
    StartTotp,
)
from shared.contracts.identity.passwords import LEAST

router = APIRouter(include_in_schema=False)

PASSWORD, APP, CODES, PASSKEY = (f"{ACCOUNT}/{name}" for name in ("password", "app", "recovery-codes", "passkey"))


# -- the password ------------------------------------------------------------------------------------------------------


@router.get(PASSWORD)
def ask_password(page: StaffHere) -> Response:
    return show_password(page, blank())


@router.post(PASSWORD)
def set_password(page: StaffHere, posted: Sent) -> Response:
    try:
        if posted.text("repeated") != posted.text("password"):
            raise Refusal("invalid", Detail("repeated", "not_the_same"))  # noqa: TRY301 - judged like the rest
        page.call(request_of(SetPassword, password=posted.text("password")), command_id=posted.command_id)
    except Refusal as refusal:
        if refusal.code in ELSEWHERE:
            raise
        return show_password(page, Filled(posted=posted.without(*SECRETS), refusal=refusal))
    return page.see(ACCOUNT, said="password_set")


def show_password(page: Page, form: Filled) -> Response:
    return page.show("account/password.html", form.status, form=form, least=LEAST)


# -- an app that makes codes -------------------------------------------------------------------------------------------


@router.post(APP)
def start_app(page: StaffHere, posted: Sent) -> Response:
    """A new key each time; those of before count no more, unless one was confirmed."""
    started = page.call(StartTotp(), command_id=posted.command_id)
    return show_app(page, blank(key=started.key, address=started.address))


@router.post(f"{APP}/confirm")
def confirm_app(page: StaffHere, posted: Sent) -> Response:
    try:
        codes = page.call(request_of(ConfirmTotp, code="".join(filter(str.isdigit, posted.text("code")))))
    except Refusal as refusal:
        if refusal.code in ELSEWHERE:
            raise
        return show_app(page, Filled(posted=posted, refusal=refusal))
    return show_codes(page, codes)


def show_app(page: Page, form: Filled) -> Response:
    return page.show("account/app.html", form.status, form=form, picture=qr_picture(form.value("address")))


# -- recovery codes ----------------------------------------------------------------------------------------------------


@router.post(CODES)
def renew_codes(page: StaffHere, posted: Sent) -> Response:
    return show_codes(page, page.call(RenewRecoveryCodes(), command_id=posted.command_id))


def show_codes(page: Page, codes: RecoveryCodes) -> Response:
    return page.show("account/codes.html", codes=codes.codes)


@router.get(APP)
@router.get(f"{APP}/confirm")
@router.get(CODES)
def look_at_account(page: StaffHere) -> Response:
    """What was shown once is gone."""
    return page.see(ACCOUNT)


# -- passkeys ----------------------------------------------------------------------------------------------------------


@router.get(PASSKEY)
def ask_passkey(page: StaffHere) -> Response:
    return show_passkey(page, blank())


@router.get(f"{PASSKEY}/options")
def passkey_options(page: StaffHere) -> Response:
    """What static/passkeys.js hands to the browser."""
    return JSONResponse(page.call(GetPasskeyOptions()).options)


@router.post(PASSKEY)
def add_passkey(page: StaffHere, posted: Sent) -> Response:
    fields = {"name": posted.text("name").strip(), "credential": credential_of(posted)}
    try:
        page.call(request_of(AddPasskey, **fields), command_id=posted.command_id)
    except Refusal as refusal:
        if refusal.code in ELSEWHERE:
            raise
        return show_passkey(page, Filled(posted=posted, refusal=refusal))
    return page.see(ACCOUNT, said="passkey_added")


def show_passkey(page: Page, form: Filled) -> Response:
    return page.show("account/passkey.html", form.status, form=form)
