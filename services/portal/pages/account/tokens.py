"""Access tokens for programs of one's own: made, shown once, listed, revoked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Response

from services.portal.forms.filled import Filled, blank
from services.portal.forms.form import ELSEWHERE, read_document
from services.portal.forms.posted import Sent
from services.portal.pages.account.account import ACCOUNT
from services.portal.web.page import Page, SignedInHere
from shared.contracts.errors import Detail, Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.identity import MakeAccessToken, RevokeAccessToken
from shared.contracts.people import Role
from shared.security.permissions import OF_EVERYBODY

router = APIRouter(include_in_schema=False)

TOKENS = f"{ACCOUNT}/tokens"
DAYS = 90  # ahead, for a last day that nobody has chosen yet


@router.get(TOKENS)
def ask_token(page: SignedInHere) -> Response:
    return show(page, blank(scopes="read", last_on=(datetime.now(UTC).date() + timedelta(days=DAYS)).isoformat()))


@router.post(TOKENS)
def make_token(page: SignedInHere, posted: Sent) -> Response:
    """The token is in this answer alone: asked for again, the page is empty."""
    ticked, typed = posted.texts("scopes"), posted.text("more").split()
    read, unreadable = read_document(("name", "last_on"), posted, page.language, MakeAccessToken)
    try:
        if unreadable is not None:
            raise unreadable
        made = page.call(request_of(MakeAccessToken, **read, scopes=ticked + typed), command_id=posted.command_id)
    except Refusal as refusal:
        if refusal.code in ELSEWHERE:
            raise
        return show(page, Filled(posted=posted, refusal=by_field(refusal, len(ticked)), command_id=posted.command_id))
    return page.show("account/token.html", made=made, zone=page.zone)


@router.post(f"{TOKENS}/{{token_id}}/revoke")
def revoke_token(page: SignedInHere, token_id: str, posted: Sent) -> Response:
    page.call(request_of(RevokeAccessToken, token_id=token_id), command_id=posted.command_id)
    return page.see(ACCOUNT, said="token_revoked")


def by_field(refusal: Refusal, ticked: int) -> Refusal:
    """Scopes are one list to the contract, and two fields of the form: what is ticked, and what is typed."""
    details = [Detail(field_of(one.field, ticked), one.code, **one.values) for one in refusal.details]
    return Refusal(refusal.code, *details, reason=refusal.reason, **refusal.values)


def field_of(field: str, ticked: int) -> str:
    first, _, number = field.partition(".")
    return "more" if first == "scopes" and number.isdigit() and int(number) >= ticked else first


def show(page: Page, form: Filled) -> Response:
    assert page.person is not None, "for somebody who is signed in"
    roles = [role for role in Role if role in page.person.roles or role in OF_EVERYBODY]
    choices = [(kind, page.say(f"pages.account.tokens.{kind}")) for kind in ("read", "write")]
    choices += [(str(role), page.say("pages.account.tokens.role", role=role)) for role in roles]
    return page.show("account/tokens.html", form.status, form=form, choices=choices)
