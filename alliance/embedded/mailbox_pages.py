"""The mail catcher's HTTP side: Mailpit's API as far as people and tests here read it, and two plain pages."""

from __future__ import annotations

import json
import re
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from alliance.embedded.mailbox_store import MailStore
from alliance.embedded.ports import LOOPBACK

PAGE_SIZE = 50  # Mailpit's
MESSAGE = re.compile(r"/(?P<where>api/v1/message|message)/(?P<name>[0-9a-f-]+|latest)(?P<form>/raw|/html)?")
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width"><style>body{{font:1rem/1.5 sans-serif;max-width:60rem;
margin:2rem auto;padding:0 1rem}}pre{{white-space:pre-wrap}}td{{padding:.2rem 1rem .2rem 0}}</style>
<h1>{title}</h1>{body}</html>"""


def server(store: MailStore, port: int) -> ThreadingHTTPServer:
    """A server that is bound and not yet serving."""

    class Handler(MailboxHandler):
        mails = store

    return ThreadingHTTPServer((LOOPBACK, port), Handler)


class MailboxHandler(BaseHTTPRequestHandler):
    mails: MailStore
    server_version = "mailbox"

    def do_GET(self) -> None:
        if not self._from_here():
            return
        address = urlsplit(self.path)
        if address.path == "/readyz":
            self._json({"ready": True, "reasons": []})
        elif address.path == "/api/v1/messages":
            query = parse_qs(address.query)
            self._json(self.mails.page(_number(query, "start", 0), _number(query, "limit", PAGE_SIZE)))
        elif address.path == "/":
            self._answer(HTTPStatus.OK, "text/html", _list_page(self.mails.page(0, 500)))
        elif match := MESSAGE.fullmatch(address.path):
            self._message(match["where"], match["name"], match["form"])
        else:
            self._json({"Error": "not found"}, HTTPStatus.NOT_FOUND)

    def do_DELETE(self) -> None:
        if not self._from_here():
            return
        if urlsplit(self.path).path == "/api/v1/messages":
            self.mails.clear()
            self._answer(HTTPStatus.OK, "text/plain", "ok")
        else:
            self._json({"Error": "not found"}, HTTPStatus.NOT_FOUND)

    def _message(self, where: str, name: str, form: str | None) -> None:
        try:
            if form == "/raw":
                self._answer(HTTPStatus.OK, "text/plain", self.mails.raw(name))
            elif form == "/html":
                self._answer(HTTPStatus.OK, "text/html", self.mails.message(name)["HTML"])
            elif where == "message":
                self._answer(HTTPStatus.OK, "text/html", _message_page(self.mails.message(name)))
            else:
                self._json(self.mails.message(name))
        except KeyError:
            self._json({"Error": "message not found"}, HTTPStatus.NOT_FOUND)

    def _from_here(self) -> bool:
        """A page of a stranger whose name was made to mean 127.0.0.1 must not read sign-in codes."""
        host = self.headers.get("Host", "").rpartition(":")[0] or self.headers.get("Host", "")
        if host in (LOOPBACK, "localhost"):
            return True
        self._json({"Error": "unknown host"}, HTTPStatus.MISDIRECTED_REQUEST)
        return False

    def _json(self, value: dict[str, Any], status: HTTPStatus = HTTPStatus.OK) -> None:
        self._answer(status, "application/json", json.dumps(value, ensure_ascii=False))

    def _answer(self, status: HTTPStatus, kind: str, body: str | bytes) -> None:
        content = body.encode("utf-8", "replace") if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """A line for each request would fill the log of a machine that waits for mails."""


def _number(query: dict[str, list[str]], name: str, default: int) -> int:
    value = query.get(name, [""])[0]
    return int(value) if value.isdecimal() else default


def _list_page(page: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><td>{escape(m['Created'][:19])}<td>{escape(', '.join(to['Address'] for to in m['To']))}"
        f'<td><a href="/message/{m["ID"]}">{escape(m["Subject"] or "(no subject)")}</a>'
        for m in page["messages"]
    )
    return PAGE.format(title=f"Mailbox ({page['total']})", body=f"<table>{rows}</table>")


def _message_page(mail: dict[str, Any]) -> str:
    to = ", ".join(address["Address"] for address in mail["To"])
    forms = {"html": "As HTML", "raw": "As it came"} if mail["HTML"] else {"raw": "As it came"}
    links = "".join(f' · <a href="/message/{mail["ID"]}/{form}">{said}</a>' for form, said in forms.items())
    body = (
        f'<p><a href="/">All mails</a>{links}</p>'
        f"<p>To {escape(to)}, {escape(mail['Created'][:19])}</p><pre>{escape(mail['Text'] or mail['HTML'])}</pre>"
    )
    return PAGE.format(title=escape(mail["Subject"] or "(no subject)"), body=body)
