"""Hands mails to the mail server over one connection, every wait bounded. Decides nothing about what follows.

SMTP_URL: smtp://host:port; smtp://user:password@host:port insists on STARTTLS; smtps:// speaks TLS at once.
"""

from __future__ import annotations

import smtplib
import ssl
from functools import cache
from time import monotonic
from urllib.parse import unquote, urlsplit

from services.notifications.domain import Answer
from services.notifications.sending.conversation import CLOSING, Conversation, is_success
from shared.runtime.limits import bounded

CONNECT_LIMIT_S = 10
MAIL_LIMIT_S = 20
GOODBYE_LIMIT_S = 2
LOOKED_AT_S = 5  # a connection that was idle for so long is looked at before a mail goes over it
KEPT_S = 30  # and ended after so long: servers end them soon after
PORTS = {"smtp": 25, "smtps": 465}

_BROKEN = (smtplib.SMTPException, OSError)


class Unreachable(Exception):
    """No connection to the mail server: nothing about this mail. Its text is the kind of failure."""


class SmtpLine:
    """Opened with the first mail, kept over many, opened again after a break; closed by whoever made it, or `rest`."""

    def __init__(self, url: str, helo: str) -> None:
        self._url = urlsplit(url)
        self._helo = helo
        self._smtp: smtplib.SMTP | None = None
        self._is_clean = True  # the last mail was taken, so nothing of it is left with the server
        self._used_at = 0.0

    def deliver(self, sender: str, recipient: str, message: bytes) -> Answer:
        """The server's answer: to DATA, or to whatever it refused before. Raises Unreachable.

        A server may end a connection between two mails, after so many or so long: the next goes over a new one.
        """
        was_open = self._smtp is not None
        answer, begun = self._hand_over(sender, recipient, message)
        if was_open and not begun and self._smtp is None:
            answer, _ = self._hand_over(sender, recipient, message)
        return answer

    def rest(self) -> None:
        """Called now and then: a connection that nothing went over for a while is not kept from others."""
        if monotonic() - self._used_at > KEPT_S:
            self.close()

    def close(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            with bounded(GOODBYE_LIMIT_S, TimeoutError("the mail server is too slow")):
                smtp.quit()
        except _BROKEN:
            smtp.close()

    def _hand_over(self, sender: str, recipient: str, message: bytes) -> tuple[Answer, bool]:
        """The answer, and whether the server had begun with this mail."""
        smtp = self._ready()
        said = Conversation(smtp)
        self._is_clean = False
        try:
            with bounded(MAIL_LIMIT_S, TimeoutError("the mail server is too slow")):
                answer = said.hold(sender, recipient, message)
        except _BROKEN as error:  # also smtplib's own word for what is no answer at all
            answer = Answer(None, type(error).__name__, in_doubt=said.on_its_way)
            self.close()
        self._is_clean = said.on_its_way and is_success(answer)
        if answer.code == CLOSING or smtp.sock is None:
            self.close()
        self._used_at = monotonic()
        return answer, said.begun

    def _ready(self) -> smtplib.SMTP:
        """The connection, reset where something of the last mail may be left; a new one where it has ended."""
        if self._smtp is not None and (not self._is_clean or monotonic() - self._used_at > LOOKED_AT_S):
            try:
                with bounded(CONNECT_LIMIT_S, TimeoutError("the mail server is too slow")):
                    if self._smtp.rset()[0] < 300:
                        return self._smtp
            except _BROKEN:
                pass
            self.close()
        if self._smtp is not None:
            return self._smtp
        try:
            with bounded(CONNECT_LIMIT_S, TimeoutError("the mail server is too slow")):
                self._smtp = self._open()
        except _BROKEN as error:
            raise Unreachable(type(error).__name__) from error
        return self._smtp

    def _open(self) -> smtplib.SMTP:
        host, port = self._url.hostname or "", self._url.port or PORTS.get(self._url.scheme, 25)
        smtp: smtplib.SMTP
        if self._url.scheme == "smtps":
            smtp = smtplib.SMTP_SSL(host, port, self._helo, timeout=CONNECT_LIMIT_S, context=authorities())
        else:
            smtp = smtplib.SMTP(host, port, self._helo, timeout=CONNECT_LIMIT_S)
        try:
            smtp.ehlo_or_helo_if_needed()
            if self._url.username:
                if self._url.scheme != "smtps":
                    smtp.starttls(context=authorities())
                smtp.login(unquote(self._url.username), unquote(self._url.password or ""))
        except BaseException:
            smtp.close()
            raise
        return smtp


@cache
def authorities() -> ssl.SSLContext:
    """Whom we trust: read once, where a connection needs it; reading takes longer than handing over a mail."""
    return ssl.create_default_context()
