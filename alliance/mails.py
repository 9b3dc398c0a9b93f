"""`alliance mail`: the ledger of mails."""

from __future__ import annotations

from typing import Annotated

import typer

from alliance.connection import connect
from alliance.files import make
from alliance.output import Json, show, table
from shared.contracts.notifications import DiscardMail, GetMail, ListMails, Mail, PreviewMail, ReleaseMail, ResendMail

app = typer.Typer(help="Mails: every one is a row first.", rich_markup_mode=None)

Id = Annotated[str, typer.Argument(help="The mail's id.")]


@app.command("list")
def list_mails(
    code: Annotated[str | None, typer.Option(help="Only mails about this application.")] = None,
    state: Annotated[str | None, typer.Option(help="held, queued, sending, sent, failed, …")] = None,
    limit: Annotated[int, typer.Option(help="At most this many.")] = 100,
    after: Annotated[str | None, typer.Option(help="Go on after the `next` of the page before.")] = None,
    json_: Json = False,
) -> None:
    """List mails, the latest first.

    \b
    Example:
      alliance mail list --code JK2MPJ4V23
    """
    page = connect().call(make(ListMails, code=code, state=state, limit=limit, after=after))
    rows = [(m.id, m.state, m.language, m.template, m.code or "") for m in page.items]
    text = table(("id", "state", "lang", "template", "code"), rows)
    show(page.model_dump(mode="json"), json_, f"{text}\n{len(rows)} of {page.total}")


@app.command("show")
def show_one(mail_id: Id, json_: Json = False) -> None:
    """Show one mail.

    \b
    Example:
      alliance mail show 0b0e…
    """
    show_mail(connect().call(make(GetMail, mail_id=mail_id)), json_)


@app.command()
def preview(
    mail_id: Id,
    html: Annotated[bool, typer.Option("--html", help="The HTML part instead of the text.")] = False,
    json_: Json = False,
) -> None:
    """Read a mail as its recipient would.

    \b
    Example:
      alliance mail preview 0b0e…
    """
    found = connect().call(make(PreviewMail, mail_id=mail_id))
    head = f"To: {found.to}\nSubject: {found.mail.subject}\nState: {found.mail.state}\n"
    show(found.model_dump(mode="json"), json_, f"{head}\n{found.html if html else found.text}")


@app.command()
def release(mail_id: Id, json_: Json = False) -> None:
    """Send a held mail.

    \b
    Example:
      alliance mail release 0b0e…
    """
    show_mail(connect().call(make(ReleaseMail, mail_id=mail_id)), json_)


@app.command()
def resend(mail_id: Id, json_: Json = False) -> None:
    """Send it again, as a new row linked to the old.

    \b
    Example:
      alliance mail resend 0b0e…
    """
    show_mail(connect().call(make(ResendMail, mail_id=mail_id)), json_)


@app.command()
def discard(mail_id: Id, reason: Annotated[str, typer.Option(help="Why it is not sent.")], json_: Json = False) -> None:
    """Do not send it.

    \b
    Example:
      alliance mail discard 0b0e… --reason "wrong city"
    """
    show_mail(connect().call(make(DiscardMail, mail_id=mail_id, reason=reason)), json_)


def show_mail(mail: Mail, json_: bool) -> None:
    answer = f", last answer: {mail.last_answer}" if mail.last_answer else ""
    text = (
        f"{mail.id}: {mail.state}, {mail.attempts} attempts{answer}\n{mail.template} ({mail.language}) {mail.subject}"
    )
    show(mail.model_dump(mode="json"), json_, text)
