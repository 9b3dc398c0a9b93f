"""`alliance mail take-reply`, `suppressed`, `allow`: what comes back and in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from alliance.asking import ask
from alliance.connection import connect
from alliance.options import SuppressionId
from alliance.output import CommandError
from alliance.reader import words
from alliance.verbs import Verbs
from shared.contracts.notifications import LiftSuppression, ListSuppressions, Suppression, TakeMail, Taken
from shared.documents.incoming_mail import LARGEST, NotAMail, read_incoming
from shared.views.incoming import taken_of
from shared.views.people import names_of_those

app = Verbs(group="mail")


def read_bytes(file: str) -> bytes:
    """No more than one byte above what is taken."""
    if file == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    try:
        with Path(file).open("rb") as opened:
            return opened.read(LARGEST + 1)
    except OSError as error:
        raise CommandError("invalid", reason="not_readable", file=file, why=error.strerror or "") from None


def taken_text(taken: Taken) -> str:
    return words(f"mail.taken.{taken.kind}", code=taken.code or "")


def suppression_row(one: Suppression) -> tuple[object, ...]:
    name = names_of_those(connect().call, {one.recipient: one.code})[one.recipient]
    return (f"{one.since:%Y-%m-%d %H:%M}", name, one.code or "", one.status, one.soft, one.id)


def suppression_text(one: Suppression) -> str:
    return words("mail.allowed", status=one.status, id=str(one.id))


@app.command("take-reply")
def take_reply(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A mail as it came, or - for stdin.")] = "-",
    to: Annotated[
        str | None, typer.Option("--to", metavar="ADDRESS", help="Where it came to, if the mail does not say.")
    ] = None,
) -> None:
    """Take in a mail that came to MAIL_INBOX: a city's reply, or that a mail came back.

    A reply is logged on its city's page; an address that a mail came back from
    for good gets no more. For a mail server that hands each mail to a program.

    \b
    Example:
      alliance mail take-reply reply.eml
    """
    try:
        incoming = read_incoming(read_bytes(file))
    except NotAMail as error:
        raise CommandError("invalid", reason=f"mail_{error}") from None
    ask(TakeMail, taken_text, **taken_of(incoming, to))


app.lists(
    "suppressed",
    ListSuppressions,
    ("at_utc", "to", "code", "status", "late", "id"),
    suppression_row,
    "List addresses that mail does not reach, the latest first.",
    lifted=typer.Option(help="Those to which mail goes again."),
)
app.asks(
    "allow 0b0e", LiftSuppression, suppression_text, "Allow mail to an address again.", suppression_id=SuppressionId
)
