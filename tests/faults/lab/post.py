"""The mail server of a lab: takes every mail and writes down whom each was for, before it says 250."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from email import message_from_bytes

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from alliance.embedded.ports import LOOPBACK


@dataclass(frozen=True)
class Delivered:
    """One DATA that was answered with 250."""

    recipient: str
    message_id: str


class Post:
    def __init__(self, port: int) -> None:
        self.delivered: list[Delivered] = []
        self._lock = threading.Lock()
        self._controller = Controller(self, hostname=LOOPBACK, port=port, ident="lab")
        self._controller.start()

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Envelope, host: str, offers: list[str]
    ) -> list[str]:
        """It takes several commands at once, as nearly all mail servers do."""
        session.host_name = host
        return [*offers[:-1], "250-PIPELINING", *offers[-1:]]

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        message_id = str(message_from_bytes(content)["Message-ID"])
        with self._lock:
            self.delivered += [Delivered(recipient, message_id) for recipient in envelope.rcpt_tos]
        return "250 written down"

    def close(self) -> None:
        self._controller.stop()
