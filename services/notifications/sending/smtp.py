"""Hands mails to the mail server over one connection, every wait bounded. Decides nothing about what follows.

SMTP_URL: smtp://host:port; smtp://user:password@host:port insists on STARTTLS; smtps:// speaks TLS at once.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from functools import cache, partial
from urllib.parse import unquote, urlsplit

from services.notifications.domain import Answer
from shared.runtime.limits import bounded

CONNECT_LIMIT_S = 10
MAIL_LIMIT_S = 20
GOODBYE_LIMIT_S = 2
CLOSING = 421  # the server says goodbye with it
PORTS = {"smtp": 25, "smtps": 465}

_BROKEN = (smtplib.SMTPException, OSError)


class Unreachable(Exception):
    """No connection to the mail server: nothing about this mail. Its text is the kind of failure."""


class SmtpLine:
    """Opened with the first mail and again after a break; closed by whoever made it."""

    def __init__(self, url: str, helo: str) -> None:
        self._url = urlsplit(url)
        self._helo = helo
        self._smtp: smtplib.SMTP | None = None

    def deliver(self, sender: str, recipient: str, message: bytes) -> Answer:
        """The server's answer: to DATA, or to whatever it refused before. Raises Unreachable."""
        smtp = self._ready()
        steps: tuple[Callable[[], tuple[int, bytes]], ...] = (
            partial(smtp.mail, sender),
            partial(smtp.rcpt, recipient),
            partial(smtp.data, message),
        )
        answer, step = Answer(None, ""), steps[0]
        try:
            with bounded(MAIL_LIMIT_S, TimeoutError("the mail server is too slow")):
                for step in steps:
                    answer = as_answer(*step())
                    if not is_success(answer):
                        break
        except smtplib.SMTPResponseException as error:
            answer = as_answer(error.smtp_code, error.smtp_error)
        except _BROKEN as error:
            self.close()
            return Answer(None, type(error).__name__, in_doubt=step is steps[-1])
        if answer.code == CLOSING:
            self.close()
        return answer

    def close(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            with bounded(GOODBYE_LIMIT_S, TimeoutError("the mail server is too slow")):
                smtp.quit()
        except _BROKEN:
            smtp.close()

    def _ready(self) -> smtplib.SMTP:
        """The connection, reset; a new one where the server has hung up meanwhile."""
        if self._smtp is not None:
            try:
                with bounded(CONNECT_LIMIT_S, TimeoutError("the mail server is too slow")):
                    if self._smtp.rset()[0] < 300:
                        return self._smtp
            except _BROKEN:
                pass
            self.close()
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


def as_answer(code: int, text: bytes | str) -> Answer:
    return Answer(code, text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text))


def is_success(answer: Answer) -> bool:
    return answer.code is not None and 200 <= answer.code < 300
