"""Forms come from our own pages alone: a browser says where a request was made, and no other site's may change things.

The JSON API is left out: it knows no cookies, only tokens that another site does not have. So is what a mail program
posts by itself, to an address that is a secret.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OWN = frozenset({"same-origin", "none"})  # `none`: somebody typed the address
NO_ORIGIN = "null"


def is_foreign(method: str, headers: Mapping[str, str], public_url: str | None) -> bool:
    """Whether another site's page, or none that we can tell, sent something that changes things.

    Under our own referrer policy a browser says `Origin: null` with each form; then Sec-Fetch-Site tells, which all
    browsers send since 2023 and no page can set.
    """
    if method in SAFE:
        return False
    origin, site = headers.get("origin", NO_ORIGIN), headers.get("sec-fetch-site")
    if site is not None and site not in OWN:
        return True
    if origin == NO_ORIGIN:
        return site is None
    return not is_own(origin, headers.get("host", ""), public_url)


def is_own(origin: str, host: str, public_url: str | None) -> bool:
    """By the configured address where there is one: behind a proxy the scheme of this connection tells nothing."""
    if public_url is not None:
        return origin == "{0.scheme}://{0.netloc}".format(urlsplit(public_url)) or urlsplit(origin).netloc == host
    return urlsplit(origin).netloc == host


API = "/api/"
WITHOUT_COOKIES = (API, "/unsubscribe/")


class OwnFormsOnly:
    """Answers what another site sent before any route sees it; `refuse` makes the answer."""

    def __init__(self, app: ASGIApp, *, refuse: Callable[[Request], ASGIApp], public_url: str | None) -> None:
        self._app, self._refuse, self._public_url = app, refuse, public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith(WITHOUT_COOKIES):
            request = Request(scope, receive)
            if is_foreign(request.method, request.headers, self._public_url):
                await self._refuse(request)(scope, receive, send)
                return
        await self._app(scope, receive, send)
