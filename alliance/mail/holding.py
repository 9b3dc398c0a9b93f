"""`alliance mail hold`, `rules`, `lift`, `edit`, `release-held`: what staff do to mails before they go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import typer

from alliance.bulk import result_of, send_in_parts
from alliance.connection import connect
from alliance.files import make
from alliance.mail.showing import mail_text, template_of
from alliance.naming import every
from alliance.options import CallOption, CodeOption, HoldRuleId
from alliance.output import counted, show, table, why
from alliance.reader import language, words
from alliance.verbs import Verbs
from shared.contracts.notifications import (
    EditMail,
    HoldMails,
    HoldRule,
    LiftHoldRule,
    ListHoldRules,
    ListMails,
    Mail,
    ReleaseMails,
)
from shared.contracts.people import Language
from shared.contracts.requests import Outcome
from shared.wording import say

app = Verbs(group="mail")

Template = Annotated[
    str | None, typer.Option("--template", metavar="NAME", help="Only this kind, such as offer_reminder.")
]
Spoken = Annotated[Language | None, typer.Option("--language", help="Only mails in this language.")]
Until = Annotated[str | None, typer.Option(metavar="MOMENT", help="Until then, with its zone: 2027-03-05T12:00-05:00.")]


HEADINGS = ("template", "language", "code", "subject", "id")


def row_of(mail: Mail) -> tuple[object, ...]:
    return (template_of(mail), mail.language, mail.code or "", mail.subject, mail.id)


def show_held(mails: Sequence[Mail], rows: Sequence[tuple[object, ...]], last: str) -> None:
    items = [one.model_dump(mode="json") for one in mails]
    show({"items": items, "next": None, "total": len(items)}, f"{table(HEADINGS, rows)}\n{last}")


def outcome_text(outcome: Outcome[Any]) -> str:
    return why(outcome.error.model_dump(mode="json")) if outcome.error else ""


def what_of(rule: HoldRule) -> str:
    """What it names; every mail where it names nothing."""
    kind = template_called(rule.template) if rule.template else None
    return ", ".join(named for named in (kind, rule.code, rule.call) if named) or words("mail.everything")


def rule_text(rule: HoldRule) -> str:
    said = {"what": what_of(rule), "mails": counted("mails", rule.held), "id": str(rule.id)}
    if rule.ended_at is not None:
        return words("mail.rule_ended", **said)
    if rule.until is None:
        return words("mail.rule", **said)
    return words("mail.rule_until", **said, until=f"{minute_of(rule.until)} UTC")


def rule_row(one: HoldRule) -> tuple[object, ...]:
    return (what_of(one), minute_of(one.until), one.held, one.reason, one.id)


def template_called(template: str) -> str:
    return say(language(), f"mail_templates.{template}")


def minute_of(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


app.asks(
    'hold --template offer_reminder --until 2027-03-05T12:00-05:00 --reason "The date is being discussed."',
    HoldMails,
    rule_text,
    "Hold mails back by a rule: a kind of mail, a city, a call, all that is named together, or everything.\n\n"
    "It holds until its end, or until you lift it; then the mails are sent, if what they say is still true.",
    template=Template,
    everything=typer.Option(help="Every mail but those to sign in."),
    until=Until,
)
app.lists(
    "rules",
    ListHoldRules,
    ("what", "until", "mails", "reason", "id"),
    rule_row,
    "List the rules that hold mails back.",
    ended=typer.Option(help="Those that have ended."),
)
app.asks("lift 0b0e", LiftHoldRule, rule_text, "Lift a rule that holds mails back: they are sent.", rule_id=HoldRuleId)
app.asks(
    'edit 0b0e --note "We spoke about this on Monday."',
    EditMail,
    mail_text,
    "Change a mail before it is sent. Without options, what was changed is taken back.",
    subject=typer.Option(help="In place of its own; the tracking code follows."),
    note=typer.Option(help="What stands before its text."),
)


@app.command("release-held")
def release_held(
    template: Template = None,
    code: CodeOption = None,
    call: CallOption = None,
    spoken: Spoken = None,
    rule: Annotated[UUID | None, typer.Option("--rule", metavar="RULE", help="Only what this rule holds.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show which they are.")] = False,
) -> None:
    """Send all mails on hold that match. Those that wait for a decision are sent with it.

    \b
    Example:
      alliance mail release-held --template decision_corrected --dry-run
    """
    wanted: dict[str, Any] = {"template": template, "code": code, "call": call, "language": spoken, "rule_id": rule}
    mails = [one for one in every(ListMails, state="held", **wanted) if not one.awaits_decision]
    if dry_run:
        show_held(mails, [row_of(one) for one in mails], words("mail.would_go", mails=counted("mails", len(mails))))
        return

    def request(some: Sequence[Mail]) -> ReleaseMails:
        return make(ReleaseMails, mail_ids=tuple(one.id for one in some))

    outcomes = send_in_parts(connect(), mails, request, words("bulk.releasing")) if mails else []
    gone = sum(one.error is None for one in outcomes)
    rows = [(*row_of(mail), outcome_text(one)) for mail, one in zip(mails, outcomes, strict=True)]
    items = [result_of(one, lambda reply: reply.model_dump(mode="json")) for one in outcomes]
    value = {"items": items, "next": None, "total": len(items)}
    show(value, f"{table((*HEADINGS, ''), rows)}\n{words('mail.released', mails=counted('mails', gone))}")
