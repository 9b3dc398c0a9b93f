"""One's own account: what one is called, where one is signed in, and how."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.portal.forms.filled import Filled, blank
from services.portal.forms.form import ELSEWHERE
from services.portal.forms.posted import Posted, Sent
from services.portal.web.names import tongues
from services.portal.web.page import Missing, Page, SignedInHere, own_path
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.identity import (
    ChangeOwnDetails,
    EndSession,
    EndSessions,
    FactorKind,
    Factors,
    ListAccessTokens,
    ListFactors,
    ListSessions,
    RemoveFactor,
)
from shared.contracts.requests import Request
from shared.security.permissions import STAFF

router = APIRouter(include_in_schema=False)

ACCOUNT = "/my/account"


@router.get(ACCOUNT)
def show_account(page: SignedInHere, then: str | None = None) -> Response:
    """`then`: where somebody goes on who was led here from signing in."""
    return show(page, blank(), own_path(then) if then else None)


@router.post(f"{ACCOUNT}/details")
def change_details(page: SignedInHere, posted: Sent) -> Response:
    """The first language is the one of their mails, and of these pages from now on."""
    first = posted.text("language")
    languages = list(dict.fromkeys([first, *posted.texts("languages")]))
    return changed(page, posted, "details_kept", ChangeOwnDetails, _to=f"{ACCOUNT}?lang={first}",
                   name=posted.text("name").strip(), languages=languages)  # fmt: skip


@router.post(f"{ACCOUNT}/sessions/{{session_id}}/end")
def end_session(page: SignedInHere, session_id: UUID, posted: Sent) -> Response:
    return changed(page, posted, "session_ended", EndSession, session_id=session_id)


@router.post(f"{ACCOUNT}/sessions/end-others")
def end_other_sessions(page: SignedInHere, posted: Sent) -> Response:
    return changed(page, posted, "sessions_ended", EndSessions, but_this=True)


@router.post(f"{ACCOUNT}/factors/{{factor}}/remove")
def remove_factor(page: SignedInHere, factor: UUID, posted: Sent) -> Response:
    return changed(page, posted, "factor_removed", RemoveFactor, factor=factor)


def changed(
    page: Page, posted: Posted, said: str, model: type[Request[Any]], *, _to: str = ACCOUNT, **fields: Any
) -> Response:
    try:
        page.call(request_of(model, **fields), command_id=posted.command_id)
    except Refusal as refusal:
        if refusal.code in ELSEWHERE:
            raise
        return show(page, Filled(posted=posted, refusal=refusal, command_id=posted.command_id))
    return page.see(_to, said=said)


def show(page: Page, form: Filled, then: str | None = None) -> Response:
    assert page.person is not None, "for somebody who is signed in"
    person, staff = page.person, bool(STAFF & set(page.person.roles))
    sessions, tokens = page.ask(ListSessions(), ListAccessTokens())
    factors = page.part(ListFactors()) if staff else None
    known = {"name": person.name, "language": person.languages[0], "languages": ";".join(person.languages[1:])}
    return page.show(
        "account/account.html",
        form.status,
        form=Filled(known, form.posted if "name" in (form.posted or ()) else None, form.refusal, form.command_id),
        then=then,
        sessions=None if isinstance(sessions, Missing) else sessions.items,
        tokens=None if isinstance(tokens, Missing) else tokens.items,
        now=datetime.now(UTC),
        staff=staff,
        factors=None if isinstance(factors, Missing) else factors,
        totp=totp_of(factors),
        zone=page.zone,
        tongues=tongues(page.language),
    )


def totp_of(factors: Factors | Missing | None) -> UUID | None:
    """The id of the app that makes codes."""
    items = factors.items if isinstance(factors, Factors) else ()
    return next((one.id for one in items if one.kind is FactorKind.TOTP), None)
