"""`alliance ops alerts`: what is wrong, why, and who sees to it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from alliance.asking import ask, ask_page
from alliance.commands import Commands
from alliance.options import After, AlertId, Limit
from alliance.reader import language, words
from shared.contracts.operations import Alert, GetAlert, ListAlerts, MuteAlert, TakeAlert, UnmuteAlert
from shared.wording import say

app = Commands(help="What is wrong in the system, and what to do about it.")


@app.command("list")
def list_alerts(
    state: Annotated[str, typer.Option(help="open or cleared")] = "open", limit: Limit = 100, after: After = None
) -> None:
    """List alerts, the latest first.

    \b
    Example:
      alliance ops alerts list --state cleared
    """
    headings = ("at_utc", "what", "kind", "id")
    ask_page(ListAlerts, headings, alert_row, state=state, limit=limit, after=after)


@app.command()
def show(alert: AlertId) -> None:
    """Show what is wrong, since when, and what to do.

    \b
    Example:
      alliance ops alerts show mail_waiting
    """
    ask(GetAlert, alert_text, alert_id=alert)


@app.command()
def take(alert: AlertId) -> None:
    """Take an alert: you see to it, and nobody is mailed about it again.

    \b
    Example:
      alliance ops alerts take mail_waiting
    """
    ask(TakeAlert, alert_text, alert_id=alert)


@app.command()
def mute(
    alert: AlertId,
    hours: Annotated[int, typer.Option(help="For how many hours, 720 at most.")],
    reason: Annotated[str, typer.Option(help="Why; it is kept on record.")],
) -> None:
    """Mail nobody about this cause there for some hours, even if it clears and comes back.

    \b
    Example:
      alliance ops alerts mute mail_waiting --hours 8 --reason "provider moves"
    """
    ask(MuteAlert, alert_text, alert_id=alert, hours=hours, reason=reason)


@app.command()
def unmute(alert: AlertId) -> None:
    """End a mute now.

    \b
    Example:
      alliance ops alerts unmute mail_waiting
    """
    ask(UnmuteAlert, alert_text, alert_id=alert)


def alert_row(alert: Alert) -> tuple[object, ...]:
    return (minute_of(alert.raised_at), wrong(alert), alert.cause, alert.id)


def wrong(alert: Alert) -> str:
    return say(language(), f"alerts.says.{alert.cause}", about=alert.about, value=alert.value)


def alert_text(alert: Alert) -> str:
    lines = [words("operations.alert", wrong=wrong(alert), cause=alert.cause, id=str(alert.id)), since(alert)]
    if alert.taken_by:
        lines.append(words("operations.alert_taken", by=alert.taken_by))
    if alert.muted_until:
        until = f"{minute_of(alert.muted_until)} UTC"
        lines.append(words("operations.alert_muted", until=until, reason=alert.mute_reason))
    return "\n".join([*lines, "", say(language(), f"alerts.mend.{alert.cause}")])


def since(alert: Alert) -> str:
    values: dict[str, Any] = {"since": f"{minute_of(alert.raised_at)} UTC"}
    if alert.cleared_at is None:
        return words("operations.alert_open", **values)
    return words("operations.alert_over", **values, until=f"{minute_of(alert.cleared_at)} UTC")


def minute_of(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
