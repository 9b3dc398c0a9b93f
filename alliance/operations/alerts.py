"""`alliance ops alerts`: what is wrong, why, and who sees to it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from alliance.reader import language, words
from alliance.verbs import Verbs
from shared.contracts.operations import Alert, GetAlert, ListAlerts, MuteAlert, TakeAlert, UnmuteAlert
from shared.wording import say

app = Verbs(help="What is wrong in the system, and what to do about it.", group="ops alerts")


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


app.lists(
    "list --state cleared",
    ListAlerts,
    ("at_utc", "what", "kind", "id"),
    alert_row,
    "List alerts, the latest first.",
    state=Annotated[str, typer.Option(help="open or cleared")],
)
app.asks("show mail_waiting", GetAlert, alert_text, "Show what is wrong, since when, and what to do.")
app.asks(
    "take mail_waiting", TakeAlert, alert_text, "Take an alert: you see to it, and nobody is mailed about it again."
)
app.asks(
    'mute mail_waiting --hours 8 --reason "provider moves"',
    MuteAlert,
    alert_text,
    "Mail nobody about this cause there for some hours, even if it clears and comes back.",
    hours=typer.Option(help="For how many hours, 720 at most."),
    reason=typer.Option(help="Why; it is kept on record."),
)
app.asks("unmute mail_waiting", UnmuteAlert, alert_text, "End a mute now.")
