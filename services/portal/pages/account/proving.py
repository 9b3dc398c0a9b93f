"""A proof of who somebody is, traded for a session: theirs from now on, or theirs of before with its proof renewed.

Signing in and proving it again are the same proofs on two pages; which one, `Onward.again` says.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from fastapi import Response

from services.portal.forms.filled import Filled
from services.portal.pages.account.onward import MINE, Onward
from services.portal.web.device import device_of
from services.portal.web.page import Missing, Page
from shared.contracts.errors import Detail, Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.identity import ConfirmSignIn, FactorKind, Factors, ListFactors, Session, SignOut
from shared.contracts.requests import Request
from shared.messaging.client import anonymous
from shared.security.permissions import STAFF
from shared.views.session import begin_session

SET_UP = "/my/account?then=/my"


@dataclass(frozen=True)
class Ways:
    """By which somebody can prove who they are."""

    mail: bool = True
    password: bool = True
    passkey: bool = True


def prove(page: Page, model: type[Request[Session]], onward: Onward, **fields: Any) -> Response:
    """On to where they wanted. Raises Refusal, as identity gives it."""
    request = request_of(model, **fields, **renewed(page, onward), device=device_of(page.request))
    if onward.again:
        session = page.client.call(request, sign=anonymous)
    else:
        session = begin_session(page.client, request)
        leave_former(page)
    lacks_factor = model is ConfirmSignIn and "second" not in fields and bool(STAFF & set(session.roles))
    return go_on(page, session, onward, lacks_factor=lacks_factor)


def renewed(page: Page, onward: Onward) -> dict[str, str]:
    return {"session": page.session} if onward.again and page.session else {}


def leave_former(page: Page) -> None:
    """A session whose cookie is overwritten opens nothing any more."""
    if page.session:
        with suppress(Refusal):
            page.client.call(request_of(SignOut, session=page.session), sign=anonymous)


def go_on(page: Page, session: Session, onward: Onward, *, lacks_factor: bool) -> Response:
    """`lacks_factor`: somebody of the staff got in by mail alone, and should set up more."""
    if onward.kept is None:
        said = "proven" if onward.again else "signed_in"
        response = page.see(SET_UP if lacks_factor and onward.next == MINE else onward.next, said=said)
    else:
        response = page.show_alone("account/waiting.html", 200, onward=onward)
    page.cookies.keep_session(response, session.secret)
    return response


def refused(form: Filled, refusal: Refusal, field: str, code: str) -> Filled:
    """One answer for all that can be wrong, beside the field where somebody can mend it."""
    told = refusal.beside(Detail(field, code)) if refusal.code == "sign_in_failed" else refusal
    return Filled(document=form.document, posted=form.posted, refusal=told)


def show(page: Page, form: Filled, onward: Onward) -> Response:
    """Every way to sign in; or, for who is signed in, those that are theirs."""
    if onward.again:
        page.insist_on_person()
        return page.show("account/again.html", form.status, form=form, onward=onward, ways=ways_of(page))
    return page.show("account/sign_in.html", form.status, form=form, onward=onward, ways=Ways())


def ways_of(page: Page) -> Ways:
    """Those of the person who is signed in; all of them while identity does not say which."""
    if page.person is None or not STAFF & set(page.person.roles):
        return Ways(password=False, passkey=False)
    factors = page.part(ListFactors())
    return Ways() if isinstance(factors, Missing) else ways_by(factors)


def ways_by(factors: Factors) -> Ways:
    """From the first second factor on the mailed code is not enough."""
    kinds = {one.kind for one in factors.items}
    return Ways(
        mail=not kinds,
        password=factors.password and FactorKind.TOTP in kinds,
        passkey=FactorKind.PASSKEY in kinds,
    )
