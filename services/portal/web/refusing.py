"""What is refused before any route sees it: a page for whoever reads pages, a problem for programs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from services.portal.web.limits import Refuse
from services.portal.web.origin import API
from shared.contracts.errors import Refusal

Page = Callable[[Request, Refusal], Awaitable[Response]]


def for_its_reader(page: Page, problem: Refuse) -> Refuse:
    def refuse(refusal: Refusal, language: str) -> ASGIApp:
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            request = Request(scope, receive)
            said = await page(request, refusal) if reads_pages(request) else problem(refusal, language)
            await said(scope, receive, send)

        return answer

    return refuse


def reads_pages(request: Request) -> bool:
    return not request.url.path.startswith(API) and "text/html" in request.headers.get("accept", "")
