"""Who asks for something sensitive proves again who they are, and comes back to it with what they had typed."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.portal.forms.filled import blank
from services.portal.pages.account.onward import Onward, Pairs, onward_to
from services.portal.pages.account.proving import show
from services.portal.web.page import Page, SignedInHere
from services.portal.web.status import status_of

router = APIRouter(include_in_schema=False)

AGAIN = "/sign-in/again"


@router.get(AGAIN)
def ask(page: SignedInHere, next: str | None = None) -> Response:
    return show(page, blank(), Onward(onward_to(next).next, again=True))


def ask_again(page: Page, kept: Pairs) -> Response:
    """In place of what a form asked for: it waits here meanwhile."""
    response = show(page, blank(), Onward(page.path, kept, again=True))
    response.status_code = status_of("reauthenticate")
    return response
