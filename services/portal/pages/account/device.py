"""A command line that asks to sign in: which machine it is and when it asked, then whether it may (RFC 8628)."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.portal.forms.filled import Filled, blank
from services.portal.forms.posted import Sent
from services.portal.web.page import Page, SignedInHere
from shared.contracts.errors import Detail, Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.identity import ConfirmDeviceLogin, DeviceLoginShown, GetDeviceLogin

router = APIRouter(include_in_schema=False)

DEVICE = "/sign-in/device"


@router.get(DEVICE)
def ask(page: SignedInHere, user_code: str | None = None) -> Response:
    if not user_code:
        return show(page, blank())
    try:
        found = page.call(request_of(GetDeviceLogin, user_code=user_code))
    except Refusal as refusal:
        return show(page, Filled({"user_code": user_code}, refusal=beside(refusal)))
    return show(page, blank(user_code=as_shown(user_code)), found)


@router.post(DEVICE)
def confirm(page: SignedInHere, posted: Sent) -> Response:
    """Two buttons: it may sign in as whoever presses, or never."""
    code, deny = posted.text("user_code"), "deny" in posted
    try:
        page.call(request_of(ConfirmDeviceLogin, user_code=code, deny=deny), command_id=posted.command_id)
    except Refusal as refusal:
        if refusal.code in ("unauthenticated", "reauthenticate"):
            raise
        return show(page, Filled({"user_code": code}, refusal=beside(refusal)))
    return page.see("/my/account", said="device_denied" if deny else "device_confirmed")


def as_shown(typed: str) -> str:
    """As the command line shows it, to be compared."""
    letters = "".join(filter(str.isalnum, typed.upper()))
    return f"{letters[:4]}-{letters[4:]}"


def beside(refusal: Refusal) -> Refusal:
    """Nothing found is said where the code was typed."""
    return refusal.beside(Detail("user_code", "no_such_device")) if refusal.code == "not_found" else refusal


def show(page: Page, form: Filled, found: DeviceLoginShown | None = None) -> Response:
    zone = page.zone
    return page.show("account/device.html", form.status, form=form, found=found, zone=zone)
