"""The page of a form whose answer alone has the address that somebody looks at: after another language was chosen, or
from a reload."""

from __future__ import annotations

from fastapi import Request
from starlette.routing import Match


def page_above(request: Request) -> str:
    """The nearest above it that can be looked at."""
    path = request.url.path.rstrip("/")
    while path := path.rpartition("/")[0]:
        asked = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
        if any(route.matches(asked)[0] is Match.FULL for route in request.app.router.routes):
            return path
    return "/"
