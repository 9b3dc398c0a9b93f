"""Where passkeys hold: at the host of PORTAL_URL. Browsers take no number for one, so loopback is `localhost` there."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request

LOOPBACK, LOCALHOST = "127.0.0.1", "localhost"


def passkey_site(portal_url: str) -> str:
    """The address of its front page."""
    parts = urlsplit(portal_url)
    host = LOCALHOST if parts.hostname == LOOPBACK else str(parts.hostname)
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")


def passkeys_elsewhere(request: Request, path: str) -> str | None:
    """The address of this page where passkeys hold; None where they hold here."""
    site: str = request.app.state.passkey_site
    host, here = str(urlsplit(site).hostname), str(request.url.hostname)
    return None if here == host or here.endswith(f".{host}") else site + path
