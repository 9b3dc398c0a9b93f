"""What is said of one mail over an open connection: its sender, its recipient, its text. Keeps no connection.

A server that takes several commands at once (PIPELINING, RFC 2920) hears the first three together: half the waits.
"""

from __future__ import annotations

import re
import smtplib

from services.notifications.domain import Answer

CLOSING = 421  # the server says goodbye with it
GO_ON = 354
_PERIOD = re.compile(rb"(?m)^\.")


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
        text = _PERIOD.sub(b"..", message)
        self._smtp.send(text + (b".\r\n" if text.endswith(b"\r\n") else b"\r\n.\r\n"))
        return self._hear()

    def _say_one_by_one(self, commands: list[str]) -> Answer | None:
        """The first that is refused ends it."""
        for command in commands:
            self._smtp.putcmd(command)
            answer = self._hear()
            if not agrees(command, answer):
                return answer
            self.begun = True
        return None

    def _say_together(self, commands: list[str]) -> Answer | None:
        """Each has its answer; the first refusal is that to the mail. A server that waits for a text nevertheless gets
        none: the connection ends."""
        self._smtp.send("".join(f"{command}\r\n" for command in commands).encode("ascii"))
        refusal = None
        for command in commands:
            answer = self._hear()
            if refusal is None and not agrees(command, answer):
                refusal = answer
            if refusal is not None and answer.code in (CLOSING, GO_ON):
                self._smtp.close()
                return refusal
            self.begun = self.begun or refusal is None
        return refusal

    def _hear(self) -> Answer:
        return as_answer(*self._smtp.getreply())


def agrees(command: str, answer: Answer) -> bool:
    return answer.code == GO_ON if command == "data" else is_success(answer)


def as_answer(code: int, text: bytes | str) -> Answer:
    return Answer(code, text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text))


def is_success(answer: Answer) -> bool:
    return answer.code is not None and 200 <= answer.code < 300
