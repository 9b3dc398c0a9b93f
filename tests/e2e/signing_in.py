"""Somebody signs in over HTTP by the code that the mail catcher holds, and asks live services from then on."""

from __future__ import annotations

import re
from typing import Any

import httpx

from shared.contracts.errors import Refusal
from shared.contracts.requests import Request
from shared.messaging.client import Client, anonymous
from shared.views.session import SessionSigner
from tests.e2e.system import System


def sign_in(system: System, email: str, device: str = "a browser") -> str:
    """From a device that says its name; the session's secret."""
    portal, mailbox = (f"{system.endpoints[name]}/api/v1" for name in ("portal", "mailbox"))
    httpx.post(f"{portal}/sign-in", json={"email": email}).raise_for_status()

    def code() -> str | None:
        messages = httpx.get(f"{mailbox}/messages", params={"limit": 500}, timeout=60).json()["messages"]
        ids = [one["ID"] for one in messages if email in str(one["To"]) and re.search("sign.in|acceso", one["Subject"])]
        texts = (httpx.get(f"{mailbox}/message/{id_}").json()["Text"] for id_ in ids)
        return next((found.group() for text in texts if (found := re.search(r"\b\d{6}\b", text))), None)

    proof = {"email": email, "code": system.until(code), "device": device}
    answer = httpx.post(f"{portal}/sign-in/confirm", json=proof)
    secret: str = answer.raise_for_status().json()["token"]
    return secret


class Person:
    """Who has signed in: pages and API by their session, services straight over the broker by its tokens.

    To be closed.
    """

    def __init__(self, system: System, secret: str) -> None:
        self._client = Client(system.endpoints["cli_amqp"], "cli", anonymous)
        self._sign = SessionSigner(self._client, secret)
        self._portal = httpx.Client(base_url=system.endpoints["portal"], headers={"Accept": "text/html"})
        self._by = {"page": {"Cookie": f"session={secret}"}, "api": {"Authorization": f"Bearer {secret}"}}

    def status(self, path: str, by: str = "page") -> int:
        return self._portal.get(path, headers=self._by[by]).status_code

    def ask(self, request: Request[Any], token: str | None = None) -> Any:
        """The reply or the refusal's code; `token`: one that they have kept."""
        sign = self._sign if token is None else lambda *_: token
        try:
            return self._client.call(request, sign=sign)
        except Refusal as refusal:
            return refusal.code

    def keep_token(self, request: type[Request[Any]]) -> str:
        return self._sign(request.service, request.method)

    def close(self) -> None:
        self._client.close()
        self._portal.close()
