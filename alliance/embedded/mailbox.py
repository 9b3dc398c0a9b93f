"""The mail catcher: takes every mail by SMTP, delivers none, shows them all. `python -m alliance.embedded.mailbox`.

Only for the embedded default: it listens on 127.0.0.1 and asks nobody for a password.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from alliance.embedded.mailbox_pages import server
from alliance.embedded.mailbox_store import MailStore
from alliance.embedded.ports import LOOPBACK


class Keep:
    """aiosmtpd's handler: 250 means that the mail is on disk."""

    def __init__(self, store: MailStore) -> None:
        self._store = store

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        name = self._store.add(content if isinstance(content, bytes) else (content or "").encode())
        return f"250 kept as {name}"


def main(arguments: list[str]) -> None:
    """Serve until SIGTERM or SIGINT; exit 0."""
    parser = argparse.ArgumentParser(prog="alliance.embedded.mailbox")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    options = parser.parse_args(arguments)

    store = MailStore(options.folder)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    pages = server(store, options.http_port)
    smtp = Controller(Keep(store), hostname=LOOPBACK, port=options.smtp_port, ident="mailbox")
    smtp.start()  # returns when it listens, so /readyz below speaks for both
    threading.Thread(target=pages.serve_forever, daemon=True).start()
    stop.wait()
    smtp.stop()
    pages.shutdown()


if __name__ == "__main__":
    main(sys.argv[1:])
