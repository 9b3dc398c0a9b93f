"""What is mine: the first page after signing in. Whoever has one thing alone is led to it."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.portal.web.page import SignedInHere

router = APIRouter(include_in_schema=False)


@router.get("/my")
def show_mine(page: SignedInHere) -> Response:
    places = [place for _, some in page.places for place in some]
    firsts = [some[0] for _, some in page.places]
    if len(firsts) == 1:
        return page.see(firsts[0].path)
    return page.show("account/mine.html", places=places)
