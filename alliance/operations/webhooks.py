"""`alliance webhooks`: other systems that are told of events over https."""

from __future__ import annotations

from typing import Annotated

import typer

from alliance.asking import ask, ask_page, show_reply
from alliance.commands import Commands
from alliance.connection import connect
from alliance.files import make
from alliance.options import After, EventId, Limit, WebhookId
from alliance.output import counted, show, table
from alliance.reader import language, words
from shared.contracts.reporting import (
    ChangeWebhook,
    DeleteWebhook,
    GetWebhook,
    ListWebhookDeliveries,
    ListWebhooks,
    MadeWebhook,
    MakeWebhook,
    PauseWebhook,
    ReplayWebhook,
    ResendDelivery,
    ResumeWebhook,
    RotateWebhookSecret,
    Webhook,
    WebhookDelivery,
)
from shared.wording import say

app = Commands(help="Other systems that are told of events over https.")

Event = Annotated[
    list[str] | None, typer.Option("--event", metavar="TYPE", help="A type of event, see docs/events.md; may repeat.")
]


@app.command()
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="Where events are sent, https.")],
    event: Annotated[
        list[str], typer.Option("--event", metavar="TYPE", help="A type of event, see docs/events.md; may repeat.")
    ],
    description: Annotated[str, typer.Option(help="Whose system it is, and what for.")],
) -> None:
    """Add a webhook and print its secret, this once. Its receiver checks signatures with it.

    \b
    Example:
      alliance webhooks add https://hooks.example.org/in \\
        --event decision_sent --description "City CRM"
    """
    ask(MakeWebhook, made_text, url=url, event_types=event, description=description)


@app.command("list")
def list_webhooks() -> None:
    """List webhooks, the oldest first.

    \b
    Example:
      alliance webhooks list
    """
    ask_page(ListWebhooks, ("id", "what", "address", "state", "waiting", "failed"), row_of)


@app.command("show")
def show_webhook(webhook: WebhookId) -> None:
    """Show one webhook.

    \b
    Example:
      alliance webhooks show CRM
    """
    ask(GetWebhook, text_of, webhook_id=webhook)


@app.command()
def change(
    webhook: WebhookId,
    url: Annotated[str | None, typer.Option(help="Another address.")] = None,
    event: Event = None,
    description: Annotated[str | None, typer.Option(help="Another description.")] = None,
) -> None:
    """Change where a webhook leads, its types of events (all of them are named again), or its description.

    \b
    Example:
      alliance webhooks change CRM --event decision_sent --event offer_confirmed
    """
    client = connect()
    known = client.call(GetWebhook(webhook_id=webhook))
    fields = {
        "url": url or known.url,
        "event_types": event or known.event_types,
        "description": description or known.description,
    }
    show_reply(client.call(make(ChangeWebhook, webhook_id=webhook, **fields)), text_of)


@app.command()
def pause(webhook: WebhookId) -> None:
    """Send nothing until it is resumed; what happens meanwhile waits.

    \b
    Example:
      alliance webhooks pause CRM
    """
    ask(PauseWebhook, text_of, webhook_id=webhook)


@app.command()
def resume(webhook: WebhookId) -> None:
    """Send again, what waits first; also after it was turned off by itself.

    \b
    Example:
      alliance webhooks resume CRM
    """
    ask(ResumeWebhook, text_of, webhook_id=webhook)


@app.command()
def rotate(webhook: WebhookId) -> None:
    """Make a new secret and print it, this once. The former one signs beside it for 24 hours.

    \b
    Example:
      alliance webhooks rotate CRM
    """
    ask(RotateWebhookSecret, made_text, webhook_id=webhook)


@app.command()
def remove(webhook: WebhookId) -> None:
    """Forget a webhook with its secrets and its log of deliveries.

    \b
    Example:
      alliance webhooks remove CRM
    """
    ask(DeleteWebhook, lambda _: words("webhooks.removed"), webhook_id=webhook)


@app.command()
def deliveries(
    webhook: WebhookId,
    state: Annotated[str | None, typer.Option(help="waiting, delivered, or failed")] = None,
    type_: Annotated[str | None, typer.Option("--type", help="Only events of this type.")] = None,
    text: Annotated[str | None, typer.Option(help="The start of an event's id, or a tracking code.")] = None,
    limit: Limit = 100,
    after: After = None,
) -> None:
    """List what became of each delivery, the latest event first.

    \b
    Example:
      alliance webhooks deliveries CRM --state failed
    """
    headings = ("at_utc", "type", "code", "state", "answer", "attempts", "id")
    wanted = {"state": state, "type": type_, "text": text}
    ask_page(ListWebhookDeliveries, headings, delivery_row, webhook_id=webhook, **wanted, limit=limit, after=after)


@app.command()
def resend(webhook: WebhookId, event: EventId) -> None:
    """Send one event once more, now.

    \b
    Example:
      alliance webhooks resend CRM 0b0e7c1e-6a4f-4c7e-9a63-2f1f0d7c9b11
    """
    ask(ResendDelivery, lambda _: words("webhooks.resent"), webhook_id=webhook, event_id=event)


@app.command()
def replay(
    webhook: WebhookId,
    since: Annotated[str, typer.Option(help="Everything recorded since then (ISO 8601 with UTC offset).")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many they are.")] = False,
) -> None:
    """Send every event of its types once more that was recorded since a moment, ten thousand at most.

    \b
    Example:
      alliance webhooks replay CRM --since 2027-03-01T00:00:00Z --dry-run
    """
    client = connect()
    found = client.call(make(ReplayWebhook, webhook_id=webhook, since=since, dry_run=dry_run))
    key = "webhooks.would_replay" if dry_run else "webhooks.replayed"
    show(found.model_dump(mode="json"), words(key, events=counted("events", found.events)))


def made_text(made: MadeWebhook) -> str:
    """Its line alone, so that it is copied whole."""
    return f"{made.secret}\n{words('webhooks.made')}"


def row_of(webhook: Webhook) -> tuple[object, ...]:
    state = say(language(), f"states.webhook.{webhook.state}")
    return (webhook.id, webhook.description, webhook.url, state, webhook.waiting, webhook.failed)


def text_of(webhook: Webhook) -> str:
    lines = table(("what", "address", "state", "waiting", "failed"), [row_of(webhook)[1:]])
    return f"{lines}\n{words('webhooks.types', types=', '.join(webhook.event_types))}"


def delivery_row(delivery: WebhookDelivery) -> tuple[object, ...]:
    no_answer = say(language(), f"webhook_failures.{delivery.failure}") if delivery.failure else "-"
    return (
        f"{delivery.occurred_at:%Y-%m-%d %H:%M}", delivery.type, delivery.code or "-",
        say(language(), f"states.webhook_delivery.{delivery.state}"), delivery.answer or no_answer, delivery.attempts,
        delivery.event_id,
    )  # fmt: skip
