"""What is said of one mail over an open connection: its sender, its recipient, its text. Keeps no connection.

A server that takes several commands at once (PIPELINING, RFC 2920) hears the first three together, and with the text
of the mail before them: one wait a mail. DATA is the last of what is said together, as that RFC has it.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from typing import TypeAlias

from services.notifications.domain import Answer

CLOSING = 421  # the server says goodbye with it
GO_ON = 354

#: The plain addresses of sender and recipient.
Envelope: TypeAlias = tuple[str, str]


class Conversation:
    """`begun`: the server has begun with this mail. `on_its_way`: its text is, so the server may have taken it.
    `is_ahead`: its commands were said with the text before it."""

    def __init__(self, smtp: smtplib.SMTP, envelope: Envelope) -> None:
        self._smtp = smtp
        self._commands = [f"mail FROM:<{envelope[0]}>", f"rcpt TO:<{envelope[1]}>", "data"]
        self.envelope = envelope
        self.begun = False
        self.on_its_way = False
        self.is_ahead = False

    def said_ahead(self) -> bytes:
        """What is to be said of it with the text before it."""
        self.is_ahead = True
        return self._together()

    def hold(self, message: bytes, with_it: Callable[[], bytes]) -> Answer:
        """The answer to the text, or to what was refused before it. `with_it`: what is said behind the text in one
        breath. Raises what smtplib does, and OSError."""
        refusal = self._say_together() if takes_several(self._smtp) else self._say_one_by_one()
        if refusal is not None:
            return refusal
        self.on_its_way = True
        text = message.replace(b"\n.", b"\n..")  # it begins with a header, never with a period
        end = b".\r\n" if text.endswith(b"\r\n") else b"\r\n.\r\n"
        self._smtp.send(b"".join((text, end, with_it())))
        return as_answer(*self._smtp.getreply())

    def _together(self) -> bytes:
        return "".join(f"{command}\r\n" for command in self._commands).encode("ascii")

    def _say_one_by_one(self) -> Answer | None:
        """The first that is refused ends it."""
        for command in self._commands:
            self._smtp.putcmd(command)
            code, text = self._smtp.getreply()
            if not agrees(command, code):
                return as_answer(code, text)
            self.begun = True
        return None

    def _say_together(self) -> Answer | None:
        """Each has its answer; the first refusal is that to the mail. A server that waits for a text nevertheless gets
        none: the connection ends."""
        if not self.is_ahead:
            self._smtp.send(self._together())
        refusal = None
        for command in self._commands:
            code, text = self._smtp.getreply()
            if refusal is None and not agrees(command, code):
                refusal = as_answer(code, text)
            self.begun = self.begun or refusal is None or code == GO_ON
            if refusal is not None and code in (CLOSING, GO_ON):
                self._smtp.close()
                return refusal
        return refusal


def takes_several(smtp: smtplib.SMTP) -> bool:
    return smtp.has_extn("pipelining")


def agrees(command: str, code: int) -> bool:
    return code == GO_ON if command == "data" else 200 <= code < 300


def as_answer(code: int, text: bytes | str) -> Answer:
    return Answer(code, text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text))


def is_success(answer: Answer) -> bool:
    return answer.code is not None and 200 <= answer.code < 300
