"""10,000 queued mails sent by the ledger's own sender, beside smtplib alone on one kept connection with one mail again
and again.

    python -m benchmarks.mails [--mails 10000]

The sender runs in this process, on a PostgreSQL of its own with fsync on; what services say of names and facts is said
here, without their RPC. Both hand over to the same mail server, in a process of its own, that keeps nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

from services.notifications.domain import Mail, State
from services.notifications.repository import Repository
from services.notifications.sending.letters import Letters, Resolved
from services.notifications.sending.rates import Rates
from services.notifications.sending.sender import Batch, Surroundings
from services.notifications.sending.smtp import SmtpLine
from services.notifications.templates import Templates
from shared.program.load import load_program
from shared.storage.database import Database
from tests.support.foundations import started

MAILS, AT_ONCE = 10_000, 1_000
DUE = datetime(2026, 1, 1, tzinfo=UTC)
LANGUAGES = ("en", "es", "pt", "fr")
READER = Resolved("Ana Ruiz", "ana@city.example")
VALUES = {
    "version": 1, "closes_at": "2027-04-01T03:59:59+00:00", "reinstated": None, "city": "São Exemplo",
    "city_zone": "America/Bogota", "call_title": "City Data Alliance 2027", "call_zone": "America/New_York",
}  # fmt: skip


class Known:
    """In place of the services that know names and facts."""

    def resolve(self, _mail: Mail) -> Resolved:
        return READER


def mail(number: int) -> Mail:
    mail_id = uuid4()
    return Mail(
        id=mail_id, occasion_id=uuid4(), template="application_received", template_version="0",
        language=LANGUAGES[number % 4], recipient=f"identity:{uuid4()}", application_id=uuid4(), code="K7Q2M9X4TB",
        values=VALUES, state=State.QUEUED, attempts=0, notes=(), message_id=f"<{mail_id}@program.example>",
        traceparent="00-1-2-01", created_at=DUE, next_at=DUE, claimed_at=None, sent_at=None, resent_from=None,
    )  # fmt: skip


def main() -> None:
    number = arguments().mails
    program = load_program(Path(__file__).parents[1] / "programs" / "city-data-alliance.toml")
    letters = Letters(program, Templates(), "https://portal.example")
    with server() as port, started(print) as foundations:
        foundations.create_template("notifications", "shared.messaging", "services.notifications")
        url = foundations.create_database("notifications")
        database = Database(url)
        fill(database, letters, number)
        say("smtplib alone", number, *measured(lambda: alone(port, letters, number)))
        say("written, not sent", number, *measured(lambda: written(letters, number)))
        say("the sender", number, *measured(lambda: sent(database, letters, port)))
        with database.transaction() as tx:
            assert tx.one("select count(*) as sent from mails where state = 'sent'")["sent"] == number
        database.close()
        foundations.drop_database(url)


def fill(database: Database, letters: Letters, number: int) -> None:
    for start in range(0, number, AT_ONCE):
        with database.transaction(seconds=60) as tx:
            for one in (mail(n) for n in range(start, min(start + AT_ONCE, number))):
                Repository(tx).insert_mail(one, letters.subject(one), DUE)


def alone(port: int, letters: Letters, number: int) -> None:
    message = letters.write(mail(0), READER, DUE)
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        for _ in range(number):
            smtp.sendmail(letters.program.sender, READER.email, message)


def written(letters: Letters, number: int) -> None:
    for one in range(number):
        letters.write(mail(one), READER, DUE)


def sent(database: Database, letters: Letters, port: int) -> None:
    line = SmtpLine(f"smtp://127.0.0.1:{port}", "program.example")
    surroundings = Surroundings(
        begin=database.transaction, letters=letters, now=lambda: DUE, pause=lambda _: None, going_on=lambda: True,
        rates=Rates({}),
    )  # fmt: skip
    while Batch(surroundings, Known(), line).send():  # type: ignore[arg-type]
        pass
    line.close()


def measured(work: Any) -> tuple[float, float]:
    """Seconds of the clock, and of this process's CPU."""
    began, before = perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return perf_counter() - began, cpu


def say(what: str, number: int, seconds: float, cpu: float) -> None:
    print(f"{what:20} {seconds:8.1f} s {number / seconds:8.0f} a second {cpu / number * 1000:8.2f} ms CPU a mail")


# -- a mail server that keeps nothing ----------------------------------------------------------------------------------


@contextmanager
def server() -> Iterator[int]:
    command = [sys.executable, "-m", "benchmarks.mails", "--serve"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        assert process.stdin and process.stdout
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()
            process.terminate()


async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 ready\r\n")
    while line := await reader.readline():
        word = line[:4].upper()
        if word == b"DATA":
            writer.write(b"354 go on\r\n")
            await reader.readuntil(b"\r\n.\r\n")
        writer.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
        await writer.drain()
        if word == b"QUIT":
            break
    writer.close()


async def serve() -> None:
    listening = await asyncio.start_server(take, "127.0.0.1", 0)
    print(listening.sockets[0].getsockname()[1], flush=True)
    await listening.serve_forever()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=MAILS)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    if arguments().serve:
        asyncio.run(serve())
    else:
        main()
