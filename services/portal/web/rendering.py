"""Pages from their templates."""

from __future__ import annotations

from functools import partial
from importlib import resources
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, StrictUndefined

from services.portal.web.language import language_of
from shared.wording import say

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def page_of(request: Request, template: str, **values: Any) -> HTMLResponse:
    """The page that a template of services/portal/templates makes, in the reader's language."""
    language = language_of(request.headers)
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    source = resources.files("services.portal").joinpath("templates", template).read_text(encoding="utf-8")
    page = environment.from_string(source).render(language=language, say=partial(say, language), **values)
    return HTMLResponse(page, headers=HEADERS | {"Content-Language": language, "Vary": "Accept-Language"})
