"""What is said of one mail over an open connection: its sender, its recipient, its text. Keeps no connection.

A server that takes several commands at once (PIPELINING, RFC 2920) hears the first three together: half the waits.
"""

from __future__ import annotations

import smtplib

from services.notifications.domain import Answer

CLOSING = 421  # the server says goodbye with it
GO_ON = 354


class Conversation:
    """`begun`: the server has begun with this mail. `on_its_way`: its text is, so the server may have taken it."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp
        self.begun = False
        self.on_its_way = False

    def hold(self, sender: str, recipient: str, message: bytes) -> Answer:
        """The answer to the text, or to what was refused before it; both addresses are plain ones. Raises what smtplib
        does, and OSError."""
        commands = [f"mail FROM:<{sender}>", f"rcpt TO:<{recipient}>", "data"]
        together = self._smtp.has_extn("pipelining")
        refusal = self._say_together(commands) if together else self._say_one_by_one(commands)
        if refusal is not None:
            return refusal
        self.on_its_way = True
        text = message.replace(b"\n.", b"\n..")  # it begins with a header, never with a period
        self._smtp.send(text + (b".\r\n" if text.endswith(b"\r\n") else b"\r\n.\r\n"))
        return as_answer(*self._smtp.getreply())

    def _say_one_by_one(self, commands: list[str]) -> Answer | None:
        """The first that is refused ends it."""
        for command in commands:
            self._smtp.putcmd(command)
            code, text = self._smtp.getreply()
            if not agrees(command, code):
                return as_answer(code, text)
            self.begun = True
        return None

    def _say_together(self, commands: list[str]) -> Answer | None:
        """Each has its answer; the first refusal is that to the mail. A server that waits for a text nevertheless gets
        none: the connection ends."""
        self._smtp.send("".join(f"{command}\r\n" for command in commands).encode("ascii"))
        refusal = None
        for command in commands:
            code, text = self._smtp.getreply()
            if refusal is None and not agrees(command, code):
                refusal = as_answer(code, text)
            self.begun = self.begun or refusal is None or code == GO_ON
            if refusal is not None and code in (CLOSING, GO_ON):
                self._smtp.close()
                return refusal
        return refusal


def agrees(command: str, code: int) -> bool:
    return code == GO_ON if command == "data" else 200 <= code < 300


def as_answer(code: int, text: bytes | str) -> Answer:
    return Answer(code, text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text))


def is_success(answer: Answer) -> bool:
    return answer.code is not None and 200 <= answer.code < 300
