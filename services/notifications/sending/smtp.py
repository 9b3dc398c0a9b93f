"""Hands mails to the mail server over one connection, every wait bounded. Decides nothing about what follows.

SMTP_URL: smtp://host:port; smtp://user:password@host:port insists on STARTTLS; smtps:// speaks TLS at once.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from functools import cache, partial
from time import monotonic
from urllib.parse import unquote, urlsplit

from services.notifications.domain import Answer
from services.notifications.sending.conversation import CLOSING, Conversation, Envelope, is_success, takes_several
from shared.runtime.limits import bounded

CONNECT_LIMIT_S = 10
MAIL_LIMIT_S = 20
GOODBYE_LIMIT_S = 2
LOOKED_AT_S = 5  # a connection that was idle for so long is looked at before a mail goes over it
KEPT_S = 30  # and ended after so long: servers end them soon after
#: After a break in what was said ahead: some servers say that they take several commands at once, and do not.
ONE_BY_ONE_S = 3600
PORTS = {"smtp": 25, "smtps": 465}

_BROKEN = (smtplib.SMTPException, OSError)


class Unreachable(Exception):
    """No connection to the mail server: nothing about this mail. Its text is the kind of failure."""


def nothing() -> None:
    """Nobody is known to be next."""


class SmtpLine:
    """Opened with the first mail, kept over many, opened again after a break; closed by whoever made it, or `rest`."""

    def __init__(self, url: str, helo: str) -> None:
        self._url = urlsplit(url)
        self._helo = helo
        self._smtp: smtplib.SMTP | None = None
        self._ahead: Conversation | None = None  # the server has heard of the next mail, and may wait for its text
        self._ahead_from = 0.0
        self._is_clean = True  # the last mail was taken, so nothing of it is left with the server
        self._used_at = 0.0

    def deliver(
        self, sender: str, recipient: str, message: bytes, coming: Callable[[], Envelope | None] = nothing
    ) -> Answer:
        """The server's answer: to DATA, or to whatever it refused before. Raises Unreachable.

        `coming`: the mail that goes next, if that is sure when this one's text goes; a server that takes several
        commands at once hears of it in the same breath. Is another delivered, a new connection is opened.
        A server may end a connection between two mails, after so many or so long: the next goes over a new one.
        """
        was_open = self._smtp is not None
        answer, begun = self._hand_over((sender, recipient), message, coming)
        if was_open and not begun and self._smtp is None:
            answer, _ = self._hand_over((sender, recipient), message, coming)
        return answer

    def rest(self) -> None:
        """Called now and then: a connection that nothing went over for a while is not kept from others."""
        if monotonic() - self._used_at > KEPT_S:
            self.close()

    def close(self) -> None:
        smtp, self._smtp = self._smtp, None
        ahead, self._ahead = self._ahead, None
        if smtp is None:
            return
        if ahead is not None:  # what waits for a text takes a goodbye for one
            smtp.close()
            return
        try:
            with bounded(GOODBYE_LIMIT_S, TimeoutError("the mail server is too slow")):
                smtp.quit()
        except _BROKEN:
            smtp.close()

    def _hand_over(
        self, envelope: Envelope, message: bytes, coming: Callable[[], Envelope | None]
    ) -> tuple[Answer, bool]:
        """The answer, and whether the server had begun with this mail."""
        smtp, said = self._begin(envelope)
        was_clean, self._is_clean = self._is_clean, False
        try:
            with bounded(MAIL_LIMIT_S, TimeoutError("the mail server is too slow")):
                answer = said.hold(message, partial(self._say_ahead, smtp, coming))
        except _BROKEN as error:  # also smtplib's own word for what is no answer at all
            answer = Answer(None, type(error).__name__, in_doubt=said.on_its_way)
            if said.is_ahead or self._ahead is not None:
                self._ahead_from = monotonic() + ONE_BY_ONE_S
            self.close()
        self._is_clean = said.on_its_way and is_success(answer)
        if said.is_ahead and not was_clean and not said.on_its_way:
            self.close()  # what it refuses may be left of the mail before, not this one
            return answer, False
        if answer.code == CLOSING or smtp.sock is None:
            self.close()
        self._used_at = monotonic()
        return answer, said.begun

    def _begin(self, envelope: Envelope) -> tuple[smtplib.SMTP, Conversation]:
        """What was said ahead of this mail goes on; of another, or too long ago, it is dropped with its connection."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None and self._smtp is not None:
            if ahead.envelope == envelope and monotonic() - self._used_at <= LOOKED_AT_S:
                return self._smtp, ahead
            self._ahead = ahead
            self.close()
        smtp = self._ready()
        return smtp, Conversation(smtp, envelope)

    def _say_ahead(self, smtp: smtplib.SMTP, coming: Callable[[], Envelope | None]) -> bytes:
        if takes_several(smtp) and monotonic() >= self._ahead_from and (envelope := coming()):
            self._ahead = Conversation(smtp, envelope)
            return self._ahead.said_ahead()
        return b""

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
