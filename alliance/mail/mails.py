"""`alliance mail`: the ledger of mails."""

from __future__ import annotations

from typing import Annotated, get_args

import typer

from alliance.connection import connect
from alliance.files import make
from alliance.mail import holding, returns, upcoming, writing
from alliance.mail.holding import Spoken, Template
from alliance.mail.showing import mail_text, state_of, template_of
from alliance.naming import every, names_of_recipients, person_id, refs_at
from alliance.options import After, CallOption, CodeOption, Limit, MailId
from alliance.output import counted, in_json, show, show_page
from alliance.reader import language, words
from alliance.verbs import Verbs
from shared.contracts.notifications import (
    DiscardMail,
    GetMail,
    ListMails,
    Mail,
    MailState,
    PreviewMail,
    PreviewTemplate,
    ReleaseMail,
    ResendMail,
    SendSamples,
)
from shared.contracts.people import Language
from shared.program.folding import fold

app = Verbs(help="Mails: every one is on record before it is sent.", group="mail")
for _module in (writing, upcoming, holding, returns):
    app.include(_module.app)


def recipients_called(text: str, code: str | None) -> list[str]:
    """References of those who have it as their name or a part of it, or as their address."""
    names = names_of_recipients([*every(ListMails, code=code)]) if code else {}
    found = [ref for ref, name in names.items() if fold(text) and fold(text) in fold(name)]
    return sorted(found or refs_at(text)) or [f"identity:{person_id(text)}"]


@app.command("list")
def list_mails(
    code: CodeOption = None,
    state: Annotated[MailState | None, typer.Option(help=f"One of {', '.join(get_args(MailState))}.")] = None,
    to: Annotated[
        str | None,
        typer.Option(
            metavar="PERSON", help="To whom: anybody's address, a name; with --code, the name of anybody told of it."
        ),
    ] = None,
    template: Template = None,
    spoken: Spoken = None,
    call: CallOption = None,
    limit: Limit = 100,
    after: After = None,
) -> None:
    """List mails, the latest first.

    \b
    Example:
      alliance mail list --code JK2MPJ4V23
      alliance mail list --to ana@alliance.example
      alliance mail list --code JK2MPJ4V23 --to "Luz Prado"
    """
    recipients = None if to is None else recipients_called(to, code)
    fields = {"code": code, "state": state, "recipients": recipients, "limit": limit, "after": after}
    fields |= {"template": template, "language": spoken, "call": call}
    page = connect().call(make(ListMails, **fields))
    names = {} if in_json() else names_of_recipients(page.items)

    def row(mail: Mail) -> tuple[object, ...]:
        created = f"{mail.created_at:%Y-%m-%d %H:%M}"
        about = (mail.code or "", names[mail.recipient], mail.subject, mail.id)
        return (created, template_of(mail), mail.language, state_of(mail), *about)

    show_page(page, ("created_utc", "template", "language", "state", "code", "to", "subject", "id"), row)


app.asks("show 0b0e", GetMail, mail_text, "Show one mail.")


@app.command()
def preview(
    mail_id: MailId, html: Annotated[bool, typer.Option("--html", help="The HTML part instead of the text.")] = False
) -> None:
    """Read a mail as its recipient would.

    \b
    Example:
      alliance mail preview 0b0e
    """

    found = connect().call(make(PreviewMail, mail_id=mail_id))
    to, subject = words("mail.to", to=found.to), words("mail.subject", subject=found.mail.subject)
    head = [to, subject, words("mail.state", state=state_of(found.mail)), ""]
    text = "\n".join([*head, (found.html if html else found.text) or ""])
    show(found.model_dump(mode="json"), lambda _: print(text))  # as it is, however long its lines


@app.command()
def sample(
    template: Annotated[str, typer.Argument(metavar="NAME", help="Such as offer_reminder: a file of docs/mails.")],
    spoken: Annotated[
        Language | None, typer.Option("--language", help="en, es, pt, or fr; yours unless given.")
    ] = None,
    html: Annotated[bool, typer.Option("--html", help="The HTML part instead of the text.")] = False,
) -> None:
    """Read a kind of mail with values that are nobody's.

    \b
    Example:
      alliance mail sample offer_reminder --language pt
    """

    found = connect().call(make(PreviewTemplate, template=template, language=spoken or language()))
    text = "\n".join([words("mail.subject", subject=found.subject), "", found.html if html else found.text])
    show(found.model_dump(mode="json"), lambda _: print(text))


@app.command("send-samples")
def send_samples(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Such as offer_reminder: files of docs/mails. Without: every kind."),
    ] = None,
    spoken: Annotated[
        list[str] | None,
        typer.Option("--language", help="en, es, pt, or fr; may be repeated. Yours unless given."),
    ] = None,
) -> None:
    """Send samples of mails to your own address, with values that are nobody's.

    \b
    Example:
      alliance mail send-samples offer_reminder --language pt --language fr
      alliance mail send-samples
    """
    request = make(SendSamples, templates=names or None, languages=spoken or [language()])
    sent = connect().call(request)
    said = words("mail.samples_sent", mails=counted("mails", len(sent.items)))
    show(sent.model_dump(mode="json"), said)


app.asks("release 0b0e", ReleaseMail, mail_text, "Send a mail that is on hold.")
app.asks("resend 0b0e", ResendMail, mail_text, "Send a mail again, as a new row linked to the old one.")
app.asks('discard 0b0e --reason "wrong city"', DiscardMail, mail_text, "Discard a mail, so that it is not sent.")
