"""The conversation with a real mail server: what it says becomes an answer, and its moods break nothing."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP as SMTP_POLICY
from email.policy import default
from pathlib import Path
from threading import Event, Semaphore, Thread
from typing import Any, BinaryIO

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from services.notifications.domain import Answer, Step, settle_answer
from services.notifications.sending.letters import Resolved
from services.notifications.sending.smtp import SmtpLine, Unreachable, authorities
from tests.support.mail_server import mail_process
from tests.support.tls import Authority
from tests.unit.notifications.fake_ledger import LETTERS, NOW, a_mail
from tests.unit.notifications.letter_samples import CASES, RESOLVED, body, mail_of

SENDER = LETTERS.program.sender
MESSAGE = LETTERS.write(a_mail(), Resolved("Ana Ñandú", "ana@city.example"), NOW)


class Server:
    """aiosmtpd's handler: keeps what it takes; says no to whom it is told to."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.sessions: set[Any] = set()
        self.on_recipient: dict[str, str] = {}
        self.on_data: list[str] = []
        self.takes_several = False

    async def handle_EHLO(  # noqa: N802
        self, _smtp: SMTP, session: Session, _envelope: Envelope, host: str, offers: list[str]
    ) -> list[str]:
        session.host_name = host
        return [*offers[:-1], "250-PIPELINING", *offers[-1:]] if self.takes_several else offers

    async def handle_RCPT(self, _smtp: SMTP, session: Session, envelope: Envelope, to: str, _options: list[str]) -> str:  # noqa: N802
        self.sessions.add(session.peer)
        answer = self.on_recipient.get(to, "250 fine")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(to)
        return answer

    async def handle_DATA(self, _smtp: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.on_data:
            return self.on_data.pop()
        self.taken.append(envelope)
        return "250 kept"


@pytest.fixture(params=[False, True], ids=["one by one", "several at once"])
def server(request: pytest.FixtureRequest) -> Server:
    """Which takes one command at a time, or several."""
    server = Server()
    server.takes_several = request.param
    return server


@pytest.fixture
def controller(server: Server) -> Iterator[Controller]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def line(controller: Controller) -> Iterator[SmtpLine]:
    line = SmtpLine(f"smtp://127.0.0.1:{controller.port}", "program.example")
    yield line
    line.close()


def deliver(line: SmtpLine, to: str = "ana@city.example") -> Answer:
    return line.deliver(SENDER, to, MESSAGE)


def test_a_mail_arrives_as_it_was_written(server: Server, line: SmtpLine) -> None:
    assert deliver(line) == Answer(250, "kept")
    (envelope,) = server.taken
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER, ["ana@city.example"])
    message = message_from_bytes(as_bytes(envelope), policy=SMTP_POLICY)
    assert message["To"] == "Ana Ñandú <ana@city.example>"
    assert isinstance(message, EmailMessage)
    assert "Dear Ana Ñandú," in body(message)
    assert "Dear Ana Ñandú," in body(message, "html")


@pytest.mark.parametrize("every", [12, pytest.param(1, marks=pytest.mark.long)])
def test_every_subject_arrives_letter_for_letter(server: Server, line: SmtpLine, every: int) -> None:
    """Through the conversation and Python's parser under both of its policies, from the first letter to the last."""
    values = {"city": "¡Ñandú de Íbero – São José do Côté de la Très-Sainte-Trinité!"}
    plain = [mail_of(template, language, one) for template, language, one in CASES[::every]]
    mails = [*plain, *(replace(mail, values=mail.values | values) for mail in plain)]
    for mail in mails:
        assert line.deliver(SENDER, "ana@city.example", LETTERS.write(mail, RESOLVED, NOW)).code == 250
    expected = [LETTERS.subject(mail) for mail in mails]
    for policy in (SMTP_POLICY, default):
        parser = BytesHeaderParser(policy=policy)
        assert [parser.parsebytes(as_bytes(envelope))["Subject"] for envelope in server.taken] == expected
    assert all(subject == subject.strip() for subject in expected)


def as_bytes(envelope: Envelope) -> bytes:
    assert isinstance(envelope.content, bytes)
    return envelope.content


def test_many_mails_go_over_one_connection_a_refused_one_between_them(server: Server, line: SmtpLine) -> None:
    server.on_recipient = {"gone@city.example": "550 no such user", "full@city.example": "452 mailbox full"}
    to = ["a@city.example", "gone@city.example", "full@city.example", "b@city.example"]
    assert [deliver(line, one).code for one in to] == [250, 550, 452, 250]
    assert [envelope.rcpt_tos for envelope in server.taken] == [["a@city.example"], ["b@city.example"]]
    assert len(server.sessions) == 1


def test_what_the_server_says_to_the_text_is_the_answer(server: Server, line: SmtpLine) -> None:
    server.on_data = ["554 looks like spam", "451 come back later"]
    assert deliver(line) == Answer(451, "come back later")
    assert deliver(line) == Answer(554, "looks like spam")
    assert deliver(line).code == 250


def test_after_a_goodbye_the_next_mail_gets_a_new_connection(server: Server, line: SmtpLine) -> None:
    server.on_recipient = {"a@city.example": "421 shutting down"}
    assert deliver(line, "a@city.example").code == 421
    assert deliver(line, "b@city.example").code == 250
    assert len(server.sessions) == 2


def test_a_server_that_hung_up_between_two_mails_is_called_again(server: Server, line: SmtpLine) -> None:
    assert deliver(line).code == 250
    line._smtp.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]  # as when the server's patience ended
    assert deliver(line).code == 250
    assert len(server.sessions) == 2


def test_a_connection_that_breaks_in_the_middle_is_no_answer(server: Server, line: SmtpLine) -> None:
    async def hang_up(smtp: SMTP, *_: Any) -> str:
        smtp.transport.close()  # type: ignore[union-attr]
        return "250 never heard"

    server.handle_DATA = hang_up  # type: ignore[method-assign]
    assert deliver(line) == Answer(None, "SMTPServerDisconnected", in_doubt=True)


def test_one_that_breaks_before_the_mail_was_on_its_way_leaves_no_doubt(server: Server, line: SmtpLine) -> None:
    async def hang_up(smtp: SMTP, *_: Any) -> str:
        smtp.transport.close()  # type: ignore[union-attr]
        return "250 never heard"

    server.handle_RCPT = hang_up  # type: ignore[attr-defined]
    assert deliver(line) == Answer(None, "SMTPServerDisconnected")


def test_nobody_there_is_unreachable() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{probe.getsockname()[1]}"
        with pytest.raises(Unreachable, match="ConnectionRefusedError"):
            deliver(SmtpLine(url, "program.example"))


def test_a_server_that_takes_no_password_is_unreachable_and_learns_none(controller: Controller) -> None:
    line = SmtpLine(f"smtp://user:secret@127.0.0.1:{controller.port}", "program.example")
    with pytest.raises(Unreachable, match="SMTPNotSupportedError"):
        deliver(line)


def test_a_host_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.notifications.sending.smtp.CONNECT_LIMIT_S", 0.3)
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        with pytest.raises(Unreachable, match=r"TimeoutError|SMTPServerDisconnected"):
            deliver(SmtpLine(f"smtp://127.0.0.1:{mute.getsockname()[1]}", "program.example"))


# -- servers that misbehave --------------------------------------------------------------------------------------------


class Scripted:
    """A server on loopback that says what a script tells it to, whatever it hears. None: it says nothing more."""

    def __init__(self, *connections: list[bytes | None]) -> None:
        self._script = list(connections)
        self.heard: list[bytes] = []
        self.texts: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.line = SmtpLine(f"smtp://127.0.0.1:{self._listening.getsockname()[1]}", "program.example")
        self._ended = Event()
        self._hears = Semaphore(0)
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        for replies in self._script:
            connection, _ = self._listening.accept()
            with connection, connection.makefile("rb") as lines:
                self._speak(connection, lines, replies)

    def _speak(self, connection: socket.socket, lines: BinaryIO, replies: list[bytes | None]) -> None:
        for reply in replies:
            if reply is None:
                self._ended.wait(30)
                return
            try:
                connection.sendall(reply)
                line = self._hear(lines, is_text=reply.startswith(b"354"))
            except OSError:  # the other end has gone without reading all
                line = b""
            if not line and not reply.startswith(b"354"):
                return
            self.heard.append(line.strip())
            self._hears.release()

    def _hear(self, lines: BinaryIO, *, is_text: bool) -> bytes:
        while (line := lines.readline()) not in (b".\r\n", b"") and is_text:
            self.texts.append(line)
        return line

    def words(self, number: int = 0) -> list[bytes]:
        """The first of each line, once the script has been spoken; the line is closed when so many were heard."""
        for _ in range(number):
            assert self._hears.acquire(timeout=30)
        self.line.close()
        self._thread.join(30)
        return [line.split(b" ")[0] for line in self.heard]

    def close(self) -> None:
        self._ended.set()
        self.line.close()
        self._listening.close()


@pytest.fixture
def scripted() -> Iterator[Callable[..., Scripted]]:
    made: list[Scripted] = []

    def make(*connections: list[bytes | None]) -> Scripted:
        made.append(Scripted(*connections))
        return made[-1]

    yield make
    for one in made:
        one.close()


HELLO: list[bytes | None] = [b"220 hello\r\n", b"250 hello\r\n"]
TAKEN: list[bytes | None] = [b"250 sender fine\r\n", b"250 recipient fine\r\n", b"354 go on\r\n", b"250 kept\r\n"]


def test_one_connection_is_kept_for_many_mails_and_nothing_else_is_said(scripted: Callable[..., Scripted]) -> None:
    server = scripted([*HELLO, *TAKEN, *TAKEN])
    assert [deliver(server.line).code, deliver(server.line).code] == [250, 250]
    said = [line.split(b":")[0].split(b" ")[0] for line in server.heard]
    assert said[:8] == [b"ehlo", b"mail", b"rcpt", b"data", b".", b"mail", b"rcpt", b"data"]


@pytest.mark.parametrize("goodbye", [[b"421 enough for one connection\r\n"], []])
def test_a_server_that_takes_one_mail_a_connection_gets_each_at_once(
    scripted: Callable[..., Scripted], goodbye: list[bytes]
) -> None:
    server = scripted([*HELLO, *TAKEN, *goodbye], [*HELLO, *TAKEN])
    assert [deliver(server.line).code, deliver(server.line).code] == [250, 250]


def test_a_server_with_too_many_connections_is_asked_later(scripted: Callable[..., Scripted]) -> None:
    with pytest.raises(Unreachable, match="SMTPConnectError"):
        deliver(scripted([b"421 too many connections\r\n"]).line)


def test_who_is_greylisted_is_tried_again_and_the_second_time_taken(scripted: Callable[..., Scripted]) -> None:
    grey: list[bytes | None] = [b"250 sender fine\r\n", b"451 4.7.1 greylisted, come back\r\n", b"250 reset\r\n"]
    server = scripted([*HELLO, *grey, *TAKEN])
    first, second = deliver(server.line), deliver(server.line)
    assert settle_answer(first, 1).step is Step.POSTPONE
    assert settle_answer(second, 2).step is Step.DELIVER


def test_a_server_that_hangs_after_the_mail_may_have_it(
    scripted: Callable[..., Scripted], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.notifications.sending.smtp.CONNECT_LIMIT_S", 0.5)
    answer = deliver(scripted([*HELLO, *TAKEN[:3], None]).line)
    assert (answer.code, answer.in_doubt) == (None, True)
    assert settle_answer(answer, 1).step is Step.POSTPONE


LIES = {"words": b"gar bage\r\n", "long": b"2" * 9000 + b"\r\n", "bytes": b"\x00\xff\r\n", "none": b"\r\n"}


class Dripping:
    """A server on loopback that says these lines a byte at a time: never silent, never done. The last has no end."""

    def __init__(self, *said: bytes) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._ended = Event()
        Thread(target=self._serve, args=(said,), daemon=True).start()

    def _serve(self, said: tuple[bytes, ...]) -> None:
        connection, _ = self._listening.accept()
        with connection, suppress(OSError):
            for one in said[:-1]:
                connection.sendall(one)
                connection.recv(4096)
            for byte in said[-1] + b"." * 10_000:
                if self._ended.wait(0.05):
                    return
                connection.sendall(bytes([byte]))

    def close(self) -> None:
        self._ended.set()
        self._listening.close()


@pytest.mark.parametrize(
    ("said", "in_doubt"),
    [
        ((b"220 hel",), False),
        ((b"220 hello\r\n", b"250 hello\r\n", b"250 sen"), False),
        ((b"220 hello\r\n", b"250 hello\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n", b"250 ke"), True),
    ],
)
def test_a_server_that_drips_holds_a_sender_no_longer_than_a_mail_may_take(
    said: tuple[bytes, ...], in_doubt: bool
) -> None:
    """Under eventlet, as the service runs: each byte comes in time, and only the whole has a limit."""
    server = Dripping(*said)
    command = [sys.executable, "-W", "ignore", "-m", "tests.support.green_sender", str(server.port), "2"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    finally:
        server.close()
    told = json.loads(done.stdout)
    assert (told["failure"], told["in_doubt"]) == ("SMTPServerDisconnected", in_doubt)
    assert 1.5 < told["seconds"] < 8


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_what_is_no_answer_delivers_nothing(scripted: Callable[..., Scripted], lie: bytes) -> None:
    """A mail that such a server may have taken is tried again; nothing that it says ends in "sent"."""
    answer = deliver(scripted([*HELLO, *TAKEN[:3], lie]).line)
    assert settle_answer(answer, 1).step is Step.POSTPONE


def test_a_server_that_says_an_address_gives_none_away(scripted: Callable[..., Scripted]) -> None:
    server = scripted([*HELLO, b"250 sender fine\r\n", b"550 <ana@city.example> is unknown\x07 here\r\n"])
    (note,) = settle_answer(deliver(server.line), 1).notes
    assert note.values["text"] == "<<address>> is unknown here"


# -- TLS and passwords, against a server of its own process ------------------------------------------------------------


def test_each_way_in_with_tls_and_a_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority(tmp_path, "mail")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    authorities.cache_clear()
    with mail_process(tmp_path, authority) as ports:
        for scheme, port in (("smtp", ports["starttls"]), ("smtps", ports["tls"])):
            line = SmtpLine(f"{scheme}://alliance:se%40cret@127.0.0.1:{port}", "program.example")
            assert deliver(line) == Answer(250, "kept")
            line.close()
            wrong = SmtpLine(f"{scheme}://alliance:wrong@127.0.0.1:{port}", "program.example")
            with pytest.raises(Unreachable, match="SMTPAuthenticationError"):
                deliver(wrong)
    monkeypatch.undo()
    authorities.cache_clear()


def test_a_server_that_no_authority_knows_gets_no_password(tmp_path: Path) -> None:
    authorities.cache_clear()
    with mail_process(tmp_path, Authority(tmp_path, "mail")) as ports:
        for scheme, port in (("smtp", ports["starttls"]), ("smtps", ports["tls"])):
            with pytest.raises(Unreachable, match="SSLCertVerificationError"):
                deliver(SmtpLine(f"{scheme}://alliance:se%40cret@127.0.0.1:{port}", "program.example"))
        assert not (tmp_path / "passwords").exists()
