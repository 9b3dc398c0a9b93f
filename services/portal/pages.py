"""The front page. The portal's other pages come with the portal's own work; this one says where one is."""

from __future__ import annotations

from functools import partial
from importlib import resources

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, StrictUndefined

from services.portal.language import language_of
from shared.contracts.intake import ListCalls
from shared.messaging.client import Client
from shared.wording import say

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def front_page(request: Request) -> HTMLResponse:
    """The program, and its calls as they are now."""
    client: Client = request.app.state.client
    calls = client.call(ListCalls()).items
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    source = resources.files(__package__).joinpath("templates/front.html").read_text(encoding="utf-8")
    language = language_of(request.headers)
    page = environment.from_string(source).render(
        program=request.app.state.program, calls=calls, language=language, say=partial(say, language)
    )
    return HTMLResponse(page, headers=HEADERS | {"Content-Language": language, "Vary": "Accept-Language"})
