"""`alliance decide`, `send-decisions`, `rescind`, `correct`, `decisions`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import typer

from alliance.asking import show_reply
from alliance.bulk import result_of, send_in_parts
from alliance.connection import connect
from alliance.files import make
from alliance.naming import city_code, names_of_actors
from alliance.options import CallOption
from alliance.output import counted, led, show, table, usage, why
from alliance.reader import language, words
from alliance.verbs import Verbs
from shared.contracts.eligibility import (
    CorrectDecision,
    Decide,
    DecisionHistory,
    DecisionPreview,
    GetDecisionHistory,
    ListPendingDecisions,
    PreviewDecisions,
    RescindDecision,
    Selection,
    SendDecision,
    SendDecisions,
)
from shared.messaging.client import Client

app = Verbs()


PREVIEWED = 100  # decisions that one request looks at

Corrected = Literal["admitted", "waitlisted", "declined"]


def show_previews(client: Client, codes: Sequence[str]) -> None:
    items = [
        one
        for start in range(0, len(codes), PREVIEWED)
        for one in client.call(make(PreviewDecisions, codes=codes[start : start + PREVIEWED])).items
    ]
    refused = sum(one.error is not None for one in items)
    value = {"items": [one.model_dump(mode="json") for one in items], "next": None, "total": len(items)}
    text = table(("code", "city", "", "outcome", "date", "mails", ""), [preview_row(one) for one in items])
    decisions = counted("decisions", len(items))
    last = words("decision.previewed", decisions=decisions)
    if refused:
        last = words("decision.previewed_refused", decisions=decisions, refused=refused)
    show(value | {"refused": refused}, f"{text}\n{last}")


def preview_row(one: DecisionPreview) -> tuple[object, ...]:
    marks = [words("decision.sent_before")] if one.sent else []
    marks += [words("decision.older_version")] if one.stale else []
    marks += [] if one.reviews else [words("decision.without_review")]
    said = why(one.error) if one.error else ", ".join(marks)
    recipients = "?" if one.recipients is None else one.recipients
    return (one.code, one.city or "", one.country or "", one.outcome or "", one.reply_by or "", recipients, said)


def history_text(found: DecisionHistory) -> str:
    names = names_of_actors(entry.decided_by for entry in found.entries)
    rows = [
        (f"{e.decided_at:%Y-%m-%d %H:%M}", e.outcome, e.state, e.reviews, names[e.decided_by], e.reason or "")
        for e in found.entries
    ]
    return table(("at_utc", "outcome", "state", "reviews", "by", "reason"), rows)


def send_all(client: Client, codes: list[str]) -> dict[str, Any]:
    def request(some: Sequence[str]) -> SendDecisions:
        return make(SendDecisions, codes=some)

    outcomes = send_in_parts(client, codes, request, words("bulk.sending_decisions"))
    items = [result_of(one, lambda reply: {"state": reply.state.value}) for one in outcomes]
    return {"items": items, "next": None, "total": len(items), "sent": sum("state" in item for item in items)}


def selection_text(selection: Selection) -> str:
    decision, offer = selection.decision, selection.offer
    parts = [selection.state.value]
    parts += [words("decision.taken", outcome=decision.outcome, state=decision.state)] if decision else []
    parts += [words("decision.reply_by", on=offer.reply_by)] if offer and selection.state == "offered" else []
    parts += [words("decision.rank", rank=selection.waitlist_rank)] if selection.waitlist_rank else []
    text = f"{selection.code}: {', '.join(parts)}; {words('version', version=selection.version)}"
    lines = [led("decision.why_declined", offer.reason)] if offer and offer.reason else []
    return "\n".join([text, *lines, *(led("note", one.said(language())) for one in selection.warnings)])


app.asks(
    'decide JK2MPJ4V23 admitted --reason "strong team"\n'
    'decide JK2MPJ4V23 more_info --due 2027-02-01 --feedback "Who leads the team?"',
    Decide,
    selection_text,
    "Decide on an application; pending until it is sent.",
    reason=typer.Option(help="Internal; it never appears in a mail."),
    feedback=typer.Option(help="Sent to the city; with more_info, the question."),
    due_on=typer.Option("--due", help="With more_info: the last day to answer."),
    rank=typer.Option(help="With waitlisted: the place on the list; the last unless given."),
)
app.asks("rescind JK2MPJ4V23", RescindDecision, selection_text, "Take back a decision that was not sent.")
app.asks(
    'correct JK2MPJ4V23 waitlisted --reason "the wrong list"',
    CorrectDecision,
    selection_text,
    "Replace a decision that was already sent with another one.\n\n"
    "The correction counts right away. Its mail is on hold: `alliance mail list --code CODE` shows it, `mail "
    "preview` and `mail release` read and send it.",
    outcome=typer.Argument(help="What the city should have been told."),
    reason=typer.Option(help="Internal; it never appears in a mail."),
    feedback=typer.Option(help="Sent to the city."),
    rank=typer.Option(help="With waitlisted: the place on the list; the last unless given."),
)
app.asks(
    "decisions JK2MPJ4V23",
    GetDecisionHistory,
    history_text,
    "Show everything that was ever decided about an application.",
)


@app.command("send-decisions")
def send_decisions(
    codes: Annotated[
        list[str] | None, typer.Argument(metavar="CODE...", parser=city_code, help="Cities, by code or name.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every pending decision.")] = False,
    call: CallOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what each city would be told; send nothing.")
    ] = False,
) -> None:
    """Tell cities their pending decisions. Each is one step: what was sent stays sent even if the next is refused.

    \b
    Example:
      alliance send-decisions --all --call 2027 --dry-run
      alliance send-decisions JK2MPJ4V23
    """
    if bool(codes) == everything:
        raise usage("codes_or_all")
    client = connect()
    named = list(codes or client.call(ListPendingDecisions(call=call)).codes)
    if dry_run:
        show_previews(client, named)
        return
    if len(named) == 1 and not everything:
        show_reply(client.call(make(SendDecision, code=named[0])), selection_text)
        return
    value = send_all(client, named)
    lines = [f"{i['code']}: {i['state'] if 'state' in i else why(i['error'])}" for i in value["items"]]
    last = words("decision.some_sent", done=value["sent"], total=value["total"])
    show(value, "\n".join([*lines, last]))
