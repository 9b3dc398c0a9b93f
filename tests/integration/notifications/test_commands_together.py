"""Servers that take several commands at once (PIPELINING): half the waits, and the same answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.notifications.domain import Answer, Step, settle_answer
from tests.integration.notifications.test_smtp import MESSAGE, TAKEN, Scripted, deliver, scripted

__all__ = ["scripted"]

TOGETHER: list[bytes | None] = [b"220 hello\r\n", b"250-hello\r\n250 PIPELINING\r\n"]
REFUSED: list[bytes | None] = [b"250 sender fine\r\n", b"550 no such user\r\n"]


def test_a_server_that_takes_commands_together_hears_them_so(scripted: Callable[..., Scripted]) -> None:
    server = scripted([*TOGETHER, *TAKEN, *TAKEN])
    assert [deliver(server.line), deliver(server.line)] == [Answer(250, "kept")] * 2
    said = [line.split(b":")[0] for line in server.heard]
    assert said[:8] == [b"ehlo program.example", *(2 * [b"mail FROM", b"rcpt TO", b"data", b"."])][:8]


def test_a_refusal_among_commands_is_the_answer_and_the_connection_goes_on(scripted: Callable[..., Scripted]) -> None:
    server = scripted([*TOGETHER, *REFUSED, b"554 no recipients\r\n", b"250 reset\r\n", *TAKEN])
    assert [deliver(server.line), deliver(server.line)] == [Answer(550, "no such user"), Answer(250, "kept")]
    assert [line[:4] for line in server.heard][4:6] == [b"rset", b"mail"]


def test_a_server_that_waits_for_a_text_after_a_refusal_gets_none(scripted: Callable[..., Scripted]) -> None:
    server = scripted([*TOGETHER, *REFUSED, b"354 go on\r\n", b"250 kept\r\n"], [*TOGETHER, *TAKEN])
    assert [deliver(server.line), deliver(server.line)] == [Answer(550, "no such user"), Answer(250, "kept")]
    assert server.heard[4] == b""  # the connection ended
    assert b"".join(server.texts).replace(b"\r\n..", b"\r\n.") == MESSAGE  # of the second alone


@pytest.mark.parametrize("refused", [REFUSED, [b"550 not from you\r\n", b"503 who sends it\r\n"]])
def test_a_mail_that_was_refused_is_not_handed_over_again_though_the_connection_ends(
    scripted: Callable[..., Scripted], refused: list[bytes | None]
) -> None:
    """The server has begun with it, and said what it says: it did not end a connection between two mails."""
    server = scripted([*TOGETHER, *TAKEN, *refused, b"354 go on\r\n"], [*TOGETHER, *TAKEN])
    assert [deliver(server.line).code for _ in range(3)] == [250, 550, 250]


@pytest.mark.parametrize("goodbye", [[b"421 enough for one connection\r\n"], []])
def test_a_goodbye_to_commands_sends_the_mail_over_a_new_connection(
    scripted: Callable[..., Scripted], goodbye: list[bytes]
) -> None:
    server = scripted([*TOGETHER, *TAKEN, *goodbye], [*TOGETHER, *TAKEN])
    assert [deliver(server.line).code, deliver(server.line).code] == [250, 250]


@pytest.mark.parametrize(
    ("answers", "in_doubt"), [(TAKEN[:2], False), (TAKEN[:3], True), ([b"gar bage\r\n"] * 3, False)]
)
def test_what_breaks_off_among_commands_leaves_doubt_only_once_the_text_has_gone(
    scripted: Callable[..., Scripted], answers: list[bytes | None], in_doubt: bool
) -> None:
    answer = deliver(scripted([*TOGETHER, *answers]).line)
    assert answer.in_doubt is in_doubt
    assert settle_answer(answer, 1).step is Step.POSTPONE
