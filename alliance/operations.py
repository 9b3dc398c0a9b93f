"""`alliance ops`: queues, backlogs, dead letters."""

from __future__ import annotations

import time
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.live import Live
from rich.text import Text

from alliance.connection import connect
from alliance.files import make
from alliance.output import CommandError, Json, show, table
from shared.contracts.operations import (
    DeadLetter,
    DiscardDeadLetter,
    GetDeadLetter,
    ListBacklogs,
    ListDeadLetters,
    ListQueues,
    RetryDeadLetter,
)
from shared.messaging.client import Client

app = typer.Typer(help="Operations: watch and mend.", rich_markup_mode=None)
dead_letters_app = typer.Typer(help="Messages that could not be handled.", rich_markup_mode=None)
app.add_typer(dead_letters_app, name="dead-letters")

WATCH_S = 2

Id = Annotated[str, typer.Argument(help="The dead letter's id.")]


@app.command()
def status(json_: Json = False) -> None:
    """Messages waiting, events untold, dead letters, at a glance.

    \b
    Example:
      alliance ops status
    """
    client = connect()
    queues, backlogs = client.call(ListQueues()), client.call(ListBacklogs())
    dead = client.call(ListDeadLetters(limit=1)).total
    value: dict[str, Any] = {
        "ready": sum(queue.ready for queue in queues.items),
        "unacked": sum(queue.unacked for queue in queues.items),
        "unpublished": sum(b.backlog.unpublished for b in backlogs.items if b.backlog),
        "silent_services": [b.service for b in backlogs.items if b.backlog is None],
        "dead_letters": dead,
    }
    show(value, json_, "\n".join(f"{name.replace('_', ' ')}: {figure or 0}" for name, figure in value.items()))


@app.command()
def queues(
    watch: Annotated[bool, typer.Option("--watch", help="Refresh until Ctrl-C.")] = False, json_: Json = False
) -> None:
    """Each queue: ready, unacknowledged, consumers, rates, age of the oldest.

    \b
    Example:
      alliance ops queues --watch
    """
    client = connect()
    if not watch:
        page = client.call(ListQueues())
        show(page.model_dump(mode="json"), json_, queue_table(client))
        return
    if json_:
        raise CommandError("usage", "--watch is for people; leave --json away.", exit_code=2)
    with Live(console=Console(), refresh_per_second=4) as live:
        while True:
            live.update(Text(queue_table(client)))
            time.sleep(WATCH_S)


@app.command()
def outbox(json_: Json = False) -> None:
    """What each service has recorded and not yet told.

    \b
    Example:
      alliance ops outbox
    """
    page = connect().call(ListBacklogs())
    rows = [
        (b.service, b.backlog.unpublished, b.backlog.waiting, b.backlog.oldest_unpublished_at or "-")
        if b.backlog
        else (b.service, "?", "?", "does not answer")
        for b in page.items
    ]
    show(page.model_dump(mode="json"), json_, table(("service", "unpublished", "waiting", "oldest"), rows))


@dead_letters_app.command("list")
def list_dead_letters(
    queue: Annotated[str | None, typer.Option(help="Only of this queue.")] = None,
    state: Annotated[str, typer.Option(help="dead, retried or discarded")] = "dead",
    limit: Annotated[int, typer.Option(help="At most this many.")] = 100,
    after: Annotated[str | None, typer.Option(help="Go on after the `next` of the page before.")] = None,
    json_: Json = False,
) -> None:
    """List dead letters.

    \b
    Example:
      alliance ops dead-letters list --queue cohort.eligibility
    """
    page = connect().call(make(ListDeadLetters, "list", queue=queue, state=state, limit=limit, after=after))
    rows = [(d.id, d.queue, d.type or "?", d.attempts, d.reason[:40]) for d in page.items]
    text = table(("id", "queue", "type", "attempts", "reason"), rows)
    show(page.model_dump(mode="json"), json_, f"{text}\n{len(rows)} of {page.total}")


@dead_letters_app.command("show")
def show_dead_letter(letter_id: Id, json_: Json = False) -> None:
    """Show one dead letter with its body.

    \b
    Example:
      alliance ops dead-letters show 0b0e…
    """
    found = connect().call(make(GetDeadLetter, "request", dead_letter_id=letter_id))
    letter = found.letter
    text = f"{letter.id}: {letter.state} on {letter.queue} after {letter.attempts} attempts\n{letter.reason}"
    show(found.model_dump(mode="json"), json_, f"{text}\n{found.size_bytes} bytes: {found.body}")


@dead_letters_app.command()
def retry(letter_id: Id, json_: Json = False) -> None:
    """Put it back on the queue that it failed on.

    \b
    Example:
      alliance ops dead-letters retry 0b0e…
    """
    show_letter(connect().call(make(RetryDeadLetter, "request", dead_letter_id=letter_id)), json_)


@dead_letters_app.command()
def discard(
    letter_id: Id, reason: Annotated[str, typer.Option(help="Why it is given up.")], json_: Json = False
) -> None:
    """Give it up; what waited for it goes on.

    \b
    Example:
      alliance ops dead-letters discard 0b0e… --reason "test message"
    """
    show_letter(connect().call(make(DiscardDeadLetter, "request", dead_letter_id=letter_id, reason=reason)), json_)


def show_letter(letter: DeadLetter, json_: bool) -> None:
    show(letter.model_dump(mode="json"), json_, f"{letter.id}: {letter.state}")


def queue_table(client: Client) -> str:
    rows = [
        (q.name, q.ready, q.unacked, q.consumers, f"{q.rate_in:.1f}", f"{q.rate_out:.1f}",
         "-" if q.oldest_age_s is None else f"{q.oldest_age_s:.0f}")
        for q in client.call(ListQueues()).items
    ]  # fmt: skip
    return table(("queue", "ready", "unacked", "consumers", "in/s", "out/s", "oldest s"), rows)
