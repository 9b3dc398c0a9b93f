"""How a command line proves who uses it: a mailed code, a link, a password, or a browser that confirms."""

from __future__ import annotations

import platform
import time
from urllib.parse import parse_qs, urlsplit

import typer

from alliance.files import make
from alliance.output import tell
from alliance.reader import language, words
from shared.contracts.errors import Refusal
from shared.contracts.identity import (
    ConfirmSignIn,
    RequestSignIn,
    Session,
    SignInWithPassword,
    StartDeviceLogin,
    TakeDeviceLogin,
)
from shared.contracts.requests import Request
from shared.messaging.client import Client, anonymous
from shared.views.session import begin_session

DEVICE = f"alliance, {platform.node()}"[:80]  # in the list of one's sessions
SLOWER_S = 5  # RFC 8628 §3.5


def by_mailed_code(client: Client, email: str, code: str | None) -> Session:
    """Whoever has a second factor goes on in the browser."""
    if code is None:
        client.call(make(RequestSignIn, email=email, language=language()), sign=anonymous)
        tell(words("signing_in.code_sent"))
        code = typer.prompt(words("signing_in.ask_code"), err=True)
    try:
        return begin_session(client, make(ConfirmSignIn, email=email, code=code, device=DEVICE))
    except Refusal as refusal:
        if refusal.code != "second_factor_needed":
            raise
        tell(refusal.said(language()))
    return by_browser(client)


def by_link(client: Client, link: str) -> Session:
    """`link`: its address, or the key in it."""
    key = parse_qs(urlsplit(link).query).get("key", [link])[0]
    return begin_session(client, make(ConfirmSignIn, key=key, device=DEVICE))


def by_password(client: Client, email: str) -> Session:
    password = typer.prompt(words("signing_in.ask_password"), err=True, hide_input=True)
    code = typer.prompt(words("signing_in.ask_second"), err=True)
    return begin_session(client, make(SignInWithPassword, email=email, password=password, code=code, device=DEVICE))


def by_browser(client: Client) -> Session:
    """Shows a code and waits until somebody who has signed in confirms it. Raises Refusal when it is too late."""
    started = client.call(make(StartDeviceLogin, device=DEVICE), sign=anonymous)
    tell(words("signing_in.open", address=started.verification_uri, code=started.user_code))
    tell(words("signing_in.works_until", until=f"{started.expires_at:%H:%M %Z}"))
    ask: Request[Session] = make(TakeDeviceLogin, device_code=started.device_code)
    interval = started.interval
    while True:
        time.sleep(interval)
        try:
            return begin_session(client, ask)
        except Refusal as refusal:
            if refusal.code == "slow_down":
                interval += SLOWER_S
            elif refusal.code != "authorization_pending":
                raise
