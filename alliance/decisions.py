"""`alliance decide`, `send-decisions`, `rescind`, `confirm`, `decline-offer`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from alliance.connection import connect
from alliance.files import make
from alliance.output import CommandError, Json, Progress, show
from shared.contracts.eligibility import (
    ConfirmOffer,
    Decide,
    DeclineOffer,
    ExtendOffer,
    LapseOffer,
    ListPendingDecisions,
    RescindDecision,
    Selection,
    SendDecision,
)
from shared.contracts.errors import Refusal
from shared.messaging.client import Client

app = typer.Typer(rich_markup_mode=None)

Code = Annotated[str, typer.Argument(help="The tracking code.")]
Version = Annotated[int | None, typer.Option("--version", help="The version that you saw (selection_version).")]
Override = Annotated[str | None, typer.Option("--override", metavar="REASON", help="For program leads.")]


class Outcome(StrEnum):
    ADMITTED = "admitted"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"
    MORE_INFO = "more_info"


@app.command()
def decide(
    code: Code,
    outcome: Outcome,
    reason: Annotated[str | None, typer.Option(help="Internal; no mail ever holds it.")] = None,
    feedback: Annotated[str | None, typer.Option(help="Goes to the city; with more_info, the question.")] = None,
    due: Annotated[str | None, typer.Option(help="With more_info: the last day to answer.")] = None,
    version: Version = None,
    override: Override = None,
    json_: Json = False,
) -> None:
    """Decide on an application; pending until it is sent.

    \b
    Example:
      alliance decide JK2MPJ4V23 admitted --reason "strong team"
      alliance decide JK2MPJ4V23 more_info --due 2027-02-01 \\
        --feedback "Who leads the team?"
    """
    request = make(
        Decide,
        "decision",
        code=code,
        outcome=outcome.value,
        reason=reason,
        feedback=feedback,
        due_on=due,
        expected_version=version,
        override=override,
    )
    show_selection(connect().call(request), json_)


@app.command()
def rescind(code: Code, version: Version = None, json_: Json = False) -> None:
    """Take back a decision that was not sent.

    \b
    Example:
      alliance rescind JK2MPJ4V23
    """
    show_selection(connect().call(make(RescindDecision, "request", code=code, expected_version=version)), json_)


@app.command("send-decisions")
def send_decisions(
    codes: Annotated[list[str] | None, typer.Argument(help="Tracking codes.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every pending decision.")] = False,
    call: Annotated[str | None, typer.Option(help="With --all: only this call.")] = None,
    json_: Json = False,
) -> None:
    """Tell cities their pending decisions. Each is one step: what was sent stays sent when the next is refused.

    \b
    Example:
      alliance send-decisions JK2MPJ4V23
      alliance send-decisions --all --call 2027
    """
    if bool(codes) == everything:
        raise CommandError("usage", "Name tracking codes, or --all.", exit_code=2)
    client, progress = connect(), Progress()
    named = list(codes or client.call(ListPendingDecisions(call=call)).codes)
    if len(named) == 1 and not everything:
        show_selection(client.call(make(SendDecision, "request", code=named[0])), json_)
        return
    items = []
    for number, code in enumerate(named, 1):
        items.append(sent(client, code))
        progress.say(f"sending decisions: {number} of {len(named)}")
    progress.clear()
    lines = [f"{i['code']}: {i['state'] if 'state' in i else i['error']['message']}" for i in items]
    value = {"items": items, "next": None, "total": len(items), "sent": sum("state" in item for item in items)}
    show(value, json_, "\n".join([*lines, f"{value['sent']} of {len(items)} sent."]))


def sent(client: Client, code: str) -> dict[str, Any]:
    try:
        return {"code": code, "state": client.call(make(SendDecision, "request", code=code)).state.value}
    except Refusal as refusal:
        if refusal.code == "unavailable":
            raise
        return {"code": code, "error": refusal.as_dict()}


@app.command()
def confirm(
    code: Code,
    mayor: Annotated[str, typer.Option(help="The mayor who accepts.")],
    override: Override = None,
    json_: Json = False,
) -> None:
    """Record that the city accepts its offer. Twice changes nothing.

    \b
    Example:
      alliance confirm JK2MPJ4V23 --mayor "Ana Ficticia"
    """
    request = make(ConfirmOffer, "confirmation", code=code, mayor=mayor, override=override)
    show_selection(connect().call(request), json_)


@app.command("decline-offer")
def decline_offer(code: Code, json_: Json = False) -> None:
    """Record that the city declines its offer.

    \b
    Example:
      alliance decline-offer JK2MPJ4V23
    """
    show_selection(connect().call(make(DeclineOffer, "request", code=code)), json_)


@app.command("extend-offer")
def extend_offer(
    code: Code, reply_by: Annotated[str, typer.Option(help="The new last day to answer.")], json_: Json = False
) -> None:
    """Give a city longer to answer its offer.

    \b
    Example:
      alliance extend-offer JK2MPJ4V23 --reply-by 2027-02-15
    """
    show_selection(connect().call(make(ExtendOffer, "request", code=code, reply_by=reply_by)), json_)


@app.command("lapse-offer")
def lapse_offer(code: Code, override: Override = None, json_: Json = False) -> None:
    """Let an offer go that was not answered by its date.

    \b
    Example:
      alliance lapse-offer JK2MPJ4V23
    """
    show_selection(connect().call(make(LapseOffer, "request", code=code, override=override)), json_)


def show_selection(selection: Selection, json_: bool) -> None:
    offer = f", reply by {selection.offer.reply_by}" if selection.offer and selection.state == "offered" else ""
    decision = f", {selection.decision.outcome} ({selection.decision.state})" if selection.decision else ""
    text = f"{selection.code}: {selection.state}{decision}{offer}; version {selection.version}"
    show(selection.model_dump(mode="json"), json_, text)
