"""Where whoever asks is signed in, and how that ends."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request

from services.portal.api.sign_in import SignedIn
from services.portal.web.session import client_of
from shared.contracts.identity import EndedSessions, EndSession, EndSessions, ListSessions, OpenSession
from shared.contracts.requests import Page

router = APIRouter(prefix="/api/v1/account/sessions")


@router.get("")
def list_sessions(request: Request, sign: SignedIn) -> Page[OpenSession]:
    """One's own, used last first."""
    return client_of(request).call(ListSessions(), sign=sign)


@router.delete("/{session_id}", status_code=204)
def end_session(request: Request, sign: SignedIn, session_id: UUID) -> None:
    client_of(request).call(EndSession(session_id=session_id), sign=sign)


@router.delete("")
def end_sessions(request: Request, sign: SignedIn, but_this: bool = True) -> EndedSessions:
    """All others of one's own; with `but_this=false` the one that asks, too."""
    return client_of(request).call(EndSessions(but_this=but_this), sign=sign)
