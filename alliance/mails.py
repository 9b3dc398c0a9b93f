"""`alliance mail`: the ledger of mails."""

from __future__ import annotations

from typing import Annotated, get_args

import typer

from alliance.asking import ask, ask_page
from alliance.connection import connect
from alliance.files import make
from alliance.options import After, CodeOption, Limit, MailId, Reason
from alliance.output import Json, show
from shared.contracts.notifications import (
    DiscardMail,
    GetMail,
    ListMails,
    Mail,
    MailState,
    PreviewMail,
    ReleaseMail,
    ResendMail,
)

app = typer.Typer(help="Mails: every one is a row first.", rich_markup_mode=None)


@app.command("list")
def list_mails(
    code: CodeOption = None,
    state: Annotated[MailState | None, typer.Option(help=f"One of {', '.join(get_args(MailState))}.")] = None,
    limit: Limit = 100,
    after: After = None,
    json_: Json = False,
) -> None:
    """List mails, the latest first.

    \b
    Example:
      alliance mail list --code JK2MPJ4V23
    """
    headings = ("template", "lang", "state", "code", "created (UTC)", "subject", "id")
    fields = {"code": code, "state": state, "limit": limit, "after": after}
    ask_page(ListMails, json_, headings, mail_row, **fields)


@app.command("show")
def show_one(mail_id: MailId, json_: Json = False) -> None:
    """Show one mail.

    \b
    Example:
      alliance mail show 0b0e
    """
    ask(GetMail, json_, mail_text, mail_id=mail_id)


@app.command()
def preview(
    mail_id: MailId,
    html: Annotated[bool, typer.Option("--html", help="The HTML part instead of the text.")] = False,
    json_: Json = False,
) -> None:
    """Read a mail as its recipient would.

    \b
    Example:
      alliance mail preview 0b0e
    """

    found = connect().call(make(PreviewMail, mail_id=mail_id))
    head = f"To: {found.to}\nSubject: {found.mail.subject}\nState: {found.mail.state}\n"
    text = f"{head}\n{found.html if html else found.text}"
    show(found.model_dump(mode="json"), json_, lambda _: print(text))  # as it is, however long its lines


@app.command()
def release(mail_id: MailId, json_: Json = False) -> None:
    """Send a held mail.

    \b
    Example:
      alliance mail release 0b0e
    """
    ask(ReleaseMail, json_, mail_text, mail_id=mail_id)


@app.command()
def resend(mail_id: MailId, json_: Json = False) -> None:
    """Send it again, as a new row linked to the old.

    \b
    Example:
      alliance mail resend 0b0e
    """
    ask(ResendMail, json_, mail_text, mail_id=mail_id)


@app.command()
def discard(mail_id: MailId, reason: Reason, json_: Json = False) -> None:
    """Do not send it.

    \b
    Example:
      alliance mail discard 0b0e --reason "wrong city"
    """
    ask(DiscardMail, json_, mail_text, mail_id=mail_id, reason=reason)


def mail_row(mail: Mail) -> tuple[object, ...]:
    created = f"{mail.created_at:%Y-%m-%d %H:%M}"
    return (mail.template, mail.language, mail.state, mail.code or "", created, mail.subject, mail.id)


def mail_text(mail: Mail) -> str:
    answer = f", last answer: {mail.last_answer}" if mail.last_answer else ""
    return (
        f"{mail.id}: {mail.state}, {mail.attempts} attempts{answer}\n{mail.template} ({mail.language}) {mail.subject}"
    )
