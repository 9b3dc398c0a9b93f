"""Access tokens for programs of one's own: made, shown once, listed, revoked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Response

from services.portal.forms.filled import Filled, blank
from services.portal.forms.form import ELSEWHERE, read_document
from services.portal.forms.posted import Sent
from services.portal.pages.account.account import ACCOUNT
from services.portal.pages.account.scopes import nouns_of, parts_of, roles_of
from services.portal.web.page import Page, SignedInHere
from shared.contracts.errors import Detail, Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.identity import MakeAccessToken, RevokeAccessToken
from shared.wording.order import order_of

router = APIRouter(include_in_schema=False)

TOKENS = f"{ACCOUNT}/tokens"
DAYS = 90  # ahead, for a last day that nobody has chosen yet


@router.get(TOKENS)
def ask_token(page: SignedInHere) -> Response:
    return show(page, blank(scopes="read", last_on=(datetime.now(UTC).date() + timedelta(days=DAYS)).isoformat()))


@router.post(TOKENS)
def make_token(page: SignedInHere, posted: Sent) -> Response:
    """The token is in this answer alone: asked for again, the page is empty."""
    read, unreadable = read_document(("name", "last_on"), posted, page.language, MakeAccessToken)
    try:
        if unreadable is not None:
            raise unreadable
        made = page.call(
            request_of(MakeAccessToken, **read, scopes=posted.texts("scopes")), command_id=posted.command_id
        )
    except Refusal as refusal:
        if refusal.code in ELSEWHERE:
            raise
        return show(page, Filled(posted=posted, refusal=by_field(refusal), command_id=posted.command_id))
    return page.show("account/token.html", made=made, zone=page.zone)


@router.post(f"{TOKENS}/{{token_id}}/revoke")
def revoke_token(page: SignedInHere, token_id: str, posted: Sent) -> Response:
    page.call(request_of(RevokeAccessToken, token_id=token_id), command_id=posted.command_id)
    return page.see(ACCOUNT, said="token_revoked")


def by_field(refusal: Refusal) -> Refusal:
    """Each of the scopes is one box of a field."""
    details = [Detail(one.field.partition(".")[0], one.code, **one.values) for one in refusal.details]
    return Refusal(refusal.code, *details, reason=refusal.reason, **refusal.values)


def show(page: Page, form: Filled) -> Response:
    assert page.person is not None, "for somebody who is signed in"
    mine = page.person.roles
    choices = [(kind, page.say(f"pages.account.tokens.{kind}")) for kind in ("read", "write")]
    choices += [(str(role), page.say("pages.account.tokens.role", role=role)) for role in roles_of(mine)]
    parts = [(f"{of}.{kind}", page.say(f"pages.account.tokens.part_{kind}", service=of)) for of, kind in parts_of(mine)]
    nouns = [(page.say(f"pages.account.tokens.nouns.{noun}"), singles) for noun, singles in nouns_of(mine).items()]
    nouns.sort(key=lambda one: order_of(one[0], page.language))
    return page.show("account/tokens.html", form.status, form=form, choices=choices, parts=parts, nouns=nouns)
