"""The next mail's sender, recipient and DATA said with the text before it, to servers that take several commands."""

from __future__ import annotations

from collections.abc import Callable

from services.notifications.domain import Answer
from services.notifications.sending.smtp import SmtpLine
from tests.integration.notifications.test_smtp import (
    MESSAGE,
    SENDER,
    TAKEN,
    Scripted,
    Server,
    controller,
    line,
    scripted,
    server,
)

__all__ = ["controller", "line", "scripted", "server"]

HELLO: list[bytes | None] = [b"220 hello\r\n", b"250-hello\r\n250 PIPELINING\r\n"]
EACH = [b"mail", b"rcpt", b"data", b"."]


def deliver(line: SmtpLine, to: str, then: str | None = None) -> Answer:
    coming = (SENDER, f"{then}@city.example") if then else None
    return line.deliver(SENDER, f"{to}@city.example", MESSAGE, lambda: coming)


def told_to(server: Server) -> list[str]:
    return [recipient[0] for envelope in server.taken for recipient in envelope.rcpt_tos]


def test_each_arrives_once_over_one_connection(server: Server, line: SmtpLine) -> None:
    assert [deliver(line, one, then).code for one, then in ("ab", "bc", "c ")] == [250, 250, 250]
    assert (told_to(server), len(server.sessions)) == (["a", "b", "c"], 1)


def test_it_is_heard_with_the_text_before_it(scripted: Callable[..., Scripted]) -> None:
    one = scripted([*HELLO, *TAKEN, *TAKEN[:3]])
    assert deliver(one.line, "a", "b").code == 250
    heard = [b"ehlo", *EACH, *EACH[:3]]
    assert one.words(len(heard)) == [*heard, b""]
    assert b"quit\r\n" not in one.texts  # a goodbye would be its text


def test_of_a_refused_recipient_the_one_behind_is_not_told(server: Server, line: SmtpLine) -> None:
    server.on_recipient = {"b@city.example": "550 no such user"}
    assert [deliver(line, one, then).code for one, then in ("ab", "bc", "c ")] == [250, 550, 250]
    assert (told_to(server), len(server.sessions)) == (["a", "c"], 1)


def test_after_a_refused_text_the_next_goes_over_the_same_connection(server: Server, line: SmtpLine) -> None:
    server.on_data = ["250 kept", "554 looks like spam"]
    assert [deliver(line, one, then).code for one, then in ("ab", "b ")] == [554, 250]
    assert len(server.sessions) == 1


def test_what_a_server_refuses_in_a_muddle_is_said_again(scripted: Callable[..., Scripted]) -> None:
    """It took the text before it for something else: its "nested" is nothing about this mail."""
    muddle = [*TAKEN[:3], b"451 come back\r\n", *[b"503 nested\r\n"] * 3]
    one = scripted([*HELLO, *muddle], [*HELLO, *TAKEN])
    assert [deliver(one.line, "a", "b").code, deliver(one.line, "b").code] == [451, 250]


def test_another_than_the_one_that_was_told_goes_over_a_new_connection(server: Server, line: SmtpLine) -> None:
    assert [deliver(line, "a", "b").code, deliver(line, "c").code] == [250, 250]
    assert told_to(server) == ["a", "c"]
    assert len(server.sessions) == 1 + server.takes_several


def test_one_that_was_told_and_never_goes_leaves_nothing(server: Server, line: SmtpLine) -> None:
    assert deliver(line, "a", "b").code == 250
    line.close()
    assert deliver(line, "c").code == 250
    assert told_to(server) == ["a", "c"]


def test_a_server_that_hangs_up_behind_a_text_is_told_nothing_ahead_again(scripted: Callable[..., Scripted]) -> None:
    one = scripted([*HELLO, *TAKEN], [*HELLO, *TAKEN])
    assert [deliver(one.line, "a", "b").code, deliver(one.line, "b", "c").code] == [250, 250]
    assert one.words() == [b"ehlo", *EACH, b"mail", b"ehlo", *EACH, b"quit"]
