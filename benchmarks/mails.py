"""10,000 queued mails sent by the ledger's own sender, beside smtplib alone, which hands over the same messages,
written beforehand, on one kept connection.

    python -m benchmarks.mails [--mails 10000] [--rounds 3]

The sender runs in this process, on a PostgreSQL of its own with fsync on; what services say of names and facts is said
here, without their RPC. Both hand over to the same mail server, in a process of its own, in turns: to one that keeps
each mail on its disk before it says 250, as RFC 5321 has it (4.2.5, 6.1), and to one that keeps nothing, as none does.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import smtplib
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from uuid import uuid4

from benchmarks.ground import place
from benchmarks.processes import cpu_of
from services.notifications.domain import Mail, State
from services.notifications.repository import Repository
from services.notifications.sending.addresses import Addresses
from services.notifications.sending.letters import Letters, Resolved
from services.notifications.sending.rates import Rates
from services.notifications.sending.sender import Sender
from services.notifications.sending.smtp import SmtpLine
from services.notifications.sending.surroundings import Surroundings
from services.notifications.templates import Templates
from shared.program.load import load_program
from shared.storage.database import Database
from tests.support.foundations import Foundations, started

MAILS, AT_ONCE = 10_000, 1_000
DUE = datetime(2026, 1, 1, tzinfo=UTC)
LANGUAGES = ("en", "es", "pt", "fr")
VALUES = {
    "version": 1, "closes_at": "2027-04-01T03:59:59+00:00", "reinstated": None, "city": "São Exemplo",
    "city_zone": "America/Bogota", "call_title": "City Data Alliance 2027", "call_zone": "America/New_York",
}  # fmt: skip


class Known:
    """In place of the services that know names and facts."""

    def resolve_all(self, mails: Sequence[Mail]) -> list[Resolved]:
        return [reader_of(mail) for mail in mails]


def reader_of(mail: Mail) -> Resolved:
    return Resolved("Ana Ruiz", f"{mail.recipient.partition(':')[2]}@city.example")


def mail(number: int) -> Mail:
    mail_id = uuid4()
    return Mail(
        id=mail_id, occasion_id=uuid4(), template="application_received", template_version="0",
        language=LANGUAGES[number % 4], recipient=f"identity:{uuid4()}", application_id=uuid4(), code="K7Q2M9X4TB",
        values=VALUES, state=State.QUEUED, attempts=0, notes=(), message_id=f"<{mail_id}@program.example>",
        traceparent="00-1-2-01", created_at=DUE, next_at=DUE, claimed_at=None, sent_at=None, resent_from=None,
    )  # fmt: skip


def main() -> None:
    asked = arguments()
    with started(print) as foundations:
        measure(foundations, asked.rounds, asked.mails)


def measure(foundations: Foundations, rounds: int, number: int) -> None:
    program = load_program(Path(__file__).parents[1] / "programs" / "city-data-alliance.toml")
    letters = Letters(program, Templates(), "https://portal.example")
    letters.addresses = Addresses("inbox@program.example", "a secret")
    packages = ("shared.messaging", "services.notifications")
    with place(foundations, *packages) as here, closing(Database(here.database_url)) as database:
        for keeping in (True, False):
            with server(keeping) as mail_server:
                print(f"a mail server that keeps {'each mail on its disk' if keeping else 'nothing'}")
                settle = partial(foundations.settle, here.database_url, "mails")
                mail_server.pids["PostgreSQL"] = foundations.pids["postgres"]
                compare(rounds, number, database, settle, letters, mail_server)


def compare(
    rounds: int,
    number: int,
    database: Database,
    settle: Callable[[], None],
    letters: Letters,
    mail_server: MailServer,
) -> None:
    took: dict[str, list[float]] = {"smtplib alone": [], "the sender": []}
    for _ in range(rounds):
        mails = [mail(n) for n in range(number)]
        messages = [(letters.return_path(one), reader_of(one).email, written(one, letters)) for one in mails]
        fill(database, letters, mails)
        settle()
        for name, work in (
            ("smtplib alone", lambda messages=messages: alone(mail_server.port, messages)),
            ("the sender", lambda: sent(database, letters, mail_server.port)),
        ):
            took[name].append(measured(name, number, mail_server, work))
    with database.transaction() as tx:
        assert tx.one("select count(*) as unsent from mails where state <> 'sent'")["unsent"] == 0
    ratio = median(took["smtplib alone"]) / median(took["the sender"])
    print(f"{ratio:.0%} of smtplib alone, by the median of {rounds}\n")


def fill(database: Database, letters: Letters, mails: Sequence[Mail]) -> None:
    for start in range(0, len(mails), AT_ONCE):
        with database.transaction(seconds=60) as tx:
            for one in mails[start : start + AT_ONCE]:
                Repository(tx).insert_mail(one, letters.subject(one), DUE)


def written(one: Mail, letters: Letters) -> bytes:
    return letters.write(one, reader_of(one), DUE)


def alone(port: int, messages: Sequence[tuple[str, str, bytes]]) -> None:
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        for sender, recipient, message in messages:
            smtp.sendmail(sender, recipient, message)


def sent(database: Database, letters: Letters, port: int) -> None:
    line = SmtpLine(f"smtp://127.0.0.1:{port}", "program.example")
    surroundings = Surroundings(
        begin=database.transaction, letters=letters, now=lambda: DUE, pause=lambda _: None, going_on=lambda: True,
        rates=Rates({}),
    )  # fmt: skip
    Sender(surroundings, Known, line).send_due()  # type: ignore[arg-type]
    line.close()


def measured(name: str, number: int, mail_server: MailServer, work: Callable[[], None]) -> float:
    """Seconds of the clock; what this process computed, and what the others did, are printed beside them."""
    gc.collect()
    gc.freeze()  # what is kept here for comparing is not looked through again and again
    began, own, before = perf_counter(), process_time(), cpu_of(mail_server.pids)
    work()
    seconds, own, after = perf_counter() - began, process_time() - own, cpu_of(mail_server.pids)
    gc.unfreeze()
    each = 1000 / number
    others = ", ".join(f"{(after[one] - before[one]) * each:.2f} of {one}" for one in after)
    print(f"{name:16} {seconds:7.2f} s {number / seconds:7.0f} a second {own * each:6.2f} ms CPU a mail, {others}")
    return seconds


# -- a mail server -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MailServer:
    """`pids`: of those that compute beside this process, by name."""

    port: int
    pids: dict[str, int]


@contextmanager
def server(keeping: bool) -> Iterator[MailServer]:
    """Keeping, it writes each mail to a file of its own and waits for the disk, as Postfix does; the file goes when the
    mail would go on."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.mails", "--serve", folder if keeping else ""]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ
        ) as process:
            assert process.stdin and process.stdout
            try:
                yield MailServer(int(process.stdout.readline()), {"the server": process.pid})
            finally:
                process.stdin.close()
                process.terminate()


async def take(folder: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 ready\r\n")
    while line := await reader.readline():
        word, answer = line[:4].upper(), b"250 ok\r\n"
        if word == b"EHLO":
            answer = b"250-here\r\n250 PIPELINING\r\n"
        elif word == b"DATA":
            writer.write(b"354 go on\r\n")
            keep(folder, await reader.readuntil(b"\r\n.\r\n"))
        elif word == b"QUIT":
            answer = b"221 bye\r\n"
        writer.write(answer)
        await writer.drain()
        if word == b"QUIT":
            break
    writer.close()


def keep(folder: str, text: bytes) -> None:
    if folder:
        file = Path(folder) / uuid4().hex
        with file.open("wb") as kept:
            kept.write(text)
            kept.flush()
            os.fsync(kept.fileno())
        file.unlink()


async def serve(folder: str) -> None:
    listening = await asyncio.start_server(partial(take, folder), "127.0.0.1", 0)
    print(listening.sockets[0].getsockname()[1], flush=True)
    await listening.serve_forever()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=MAILS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    if (folder := arguments().serve) is not None:
        asyncio.run(serve(folder))
    else:
        main()
