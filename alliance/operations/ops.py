"""`alliance ops`: queues, backlogs, dead letters."""

from __future__ import annotations

import time
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.live import Live
from rich.text import Text

from alliance.commands import Commands
from alliance.connection import connect
from alliance.files import make
from alliance.operations import alerts, broker_users, dead_letters, keys, partitions, passwords
from alliance.operations.replaying import replay_and_wait
from alliance.output import CommandError, Progress, counted, in_json, show, table, usage
from alliance.reader import words
from alliance.reporting.auditing import verify
from alliance.reporting.comparing import Compared, compare
from shared.contracts.errors import Detail
from shared.contracts.kernel import ReplayEvents
from shared.contracts.operations import ListBacklogs, ListDeadLetters, ListQueues
from shared.contracts.reporting import GetRebuild, StartRebuild
from shared.messaging.client import Client
from shared.runtime.settings import SERVICES

app = Commands(help="Operations: watch and repair.")
app.add_typer(dead_letters.app, name="dead-letters")
app.add_typer(alerts.app, name="alerts")
app.add_typer(broker_users.app, name="broker-user")
app.add_typer(partitions.app, name="partitions")
app.command("rotate-keys")(keys.rotate_keys)
app.command("rotate-passwords")(passwords.rotate_passwords)

WATCH_S = 2
POLL_S = 0.3
COMPARE_AGAIN = 5
COMPARED_AT_ONCE = 100  # values between two words of how far it has come


@app.command()
def status() -> None:
    """Show waiting messages, unpublished events, and dead letters at a glance.

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
    show(value, status_text(value))


def status_text(value: dict[str, Any]) -> str:
    lines = [
        words("operations.ready", count=value["ready"]),
        words("operations.unacked", count=value["unacked"]),
        words("operations.unpublished", count=value["unpublished"]),
        words("operations.silent", services=", ".join(value["silent_services"]) or words("none")),
        words("operations.dead_letters", count=value["dead_letters"]),
    ]
    return "\n".join(lines)


@app.command()
def queues(watch: Annotated[bool, typer.Option("--watch", help="Refresh until Ctrl-C.")] = False) -> None:
    """Show each queue: ready, unacknowledged, consumers, rates, age of the oldest message (to ten seconds).

    \b
    Example:
      alliance ops queues --watch
    """
    client = connect()
    if not watch:
        page = client.call(ListQueues())
        show(page.model_dump(mode="json"), queue_table(client))
        return
    if in_json():
        raise usage("watch_is_for_people")
    with Live(console=Console(), refresh_per_second=4) as live:
        while True:
            live.update(Text(queue_table(client)))
            time.sleep(WATCH_S)


@app.command()
def outbox() -> None:
    """Show what each service has recorded and not yet published.

    \b
    Example:
      alliance ops outbox
    """
    page = connect().call(ListBacklogs())
    rows = [
        (b.service, b.backlog.unpublished, b.backlog.waiting, b.backlog.oldest_unpublished_at or "-")
        if b.backlog
        else (b.service, "?", "?", words("operations.does_not_answer"))
        for b in page.items
    ]
    show(page.model_dump(mode="json"), table(("service", "unpublished", "waiting", "oldest"), rows))


@app.command()
def replay(
    service: Annotated[str | None, typer.Option(help="Only what this service has recorded.")] = None,
    from_seq: Annotated[int | None, typer.Option(help="Start at this number of its outbox; needs --service.")] = None,
    since: Annotated[
        str | None, typer.Option(help="Only what was recorded since then (ISO 8601 with UTC offset).")
    ] = None,
    to: Annotated[str | None, typer.Option(help="Only to this consumer, which rebuilds itself.")] = None,
) -> None:
    """Publish recorded events again after the broker has lost them.

    Each consumer does what it had missed, and drops what it had done. With --to
    only that one hears them, and sends no mail because of them.

    \b
    Examples:
      alliance ops replay
      alliance ops replay --service intake --since 2027-03-01T00:00:00Z
      alliance ops replay --to reporting
    """
    if from_seq is not None and service is None:
        raise usage("from_seq_needs_service")
    if service is not None and service not in SERVICES:
        raise usage("no_such_service", service=service, services=list(SERVICES))
    request = make(ReplayEvents, from_seq=from_seq or 1, since=since, consumer=to)
    items = replay_and_wait(connect(), [service] if service else SERVICES, request)
    total = sum(item["events"] for item in items)
    rows = [(item["service"], item["events"], f"{item['from_seq']}-{item['until_seq']}") for item in items]
    replayed = words("operations.replayed", events=counted("events", total))
    text = f"{table(('service', 'events', 'numbers'), rows)}\n{replayed}"
    show({"items": items, "next": None, "total": len(items)}, text)


@app.command()
def rebuild(compare_only: Annotated[bool, typer.Option("--compare-only", help="Take nothing over.")] = False) -> None:
    """Rebuild the reports from the event log, compare, and correct what differs.

    Reports are read and events come in meanwhile.

    \b
    Examples:
      alliance ops rebuild
      alliance ops rebuild --compare-only
    """
    client, progress = connect(), Progress()
    rebuilding = client.call(StartRebuild(swap=not compare_only))
    while rebuilding.finished_at is None:
        events = counted("events", rebuilding.total)
        progress.say(words("operations.rebuilding", done=rebuilding.done, events=events))
        time.sleep(POLL_S)
        rebuilding = client.call(GetRebuild())
    progress.clear()
    differences = rebuilding.differences or {}
    read = counted("events", rebuilding.done)
    lines = [words("operations.reports_right", events=read)]
    if differences:
        outcome = words("operations.nothing_changed") if compare_only else words("operations.right_now")
        rows = table(("read_model", "rows_that_differ"), list(differences.items()))
        lines = [words("operations.reports_differed", events=read), rows, outcome]
    show(rebuilding.model_dump(mode="json"), "\n".join(lines))


@app.command("verify-audit")
def verify_audit() -> None:
    """Check the audit trail: its chain of hashes, and every event against the outbox it came from.

    Exits 1 and names the first broken row when anything was changed, removed, or
    added afterward.

    \b
    Example:
      alliance ops verify-audit
    """
    progress = Progress()
    verdict = verify(connect(), progress)
    progress.clear()
    if verdict.broken is not None:
        raise verdict.broken
    text = words("operations.unbroken", events=counted("events", verdict.events))
    if verdict.under_way:
        text += f"\n{words('operations.on_their_way', count=verdict.under_way)}"
    show({"events": verdict.events, "under_way": verdict.under_way, "broken": None}, text)


@app.command("compare")
def compare_reports() -> None:
    """Hold each report against what its owners' own tables say now.

    Exits 1 and names each value that differs. What has just happened arrives
    within moments: what differs is looked at again before it is said.

    \b
    Example:
      alliance ops compare
    """
    progress = Progress()
    client = connect()
    counts, differing = compared(client, progress)
    for _ in range(COMPARE_AGAIN):
        if not differing:
            break
        time.sleep(POLL_S)
        counts, differing = compared(client, progress)
    progress.clear()
    if differing:
        details = (
            Detail(".".join(filter(None, (one.report, one.of, one.code, one.what))), "differs_from_owner",
                   reported=str(one.reported), owned=str(one.owned))
            for one in differing
        )  # fmt: skip
        raise CommandError("reports_differ", *details)
    show({"compared": counts}, words("operations.reports_agree", count=sum(counts.values())))


def compared(client: Client, progress: Progress) -> tuple[dict[str, int], list[Compared]]:
    """How many values of each report, and those that differ."""
    counts: dict[str, int] = {}
    differing = []
    for one in compare(client):
        counts[one.report] = counts.get(one.report, 0) + 1
        if counts[one.report] % COMPARED_AT_ONCE == 0:
            progress.say(words("operations.comparing", report=one.report, count=counts[one.report]))
        if not one.agrees:
            differing.append(one)
    return counts, differing


def queue_table(client: Client) -> str:
    rows = [
        (q.name, q.ready, q.unacked, q.consumers, f"{q.rate_in:.1f}", f"{q.rate_out:.1f}",
         "-" if q.oldest_age_s is None else f"{q.oldest_age_s:.0f}")
        for q in client.call(ListQueues()).items
    ]  # fmt: skip
    return table(("queue", "ready", "unacked", "consumers", "in_per_second", "out_per_second", "oldest_s"), rows)
