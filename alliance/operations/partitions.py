"""`alliance ops partitions`: into how many partitions the events that a service hears of another are divided.

As the administrator of broker and databases: the embedded default's own, else by the settings of the set-up step.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import psycopg2
import typer

from alliance.commands import Commands
from alliance.connection import read_endpoints
from alliance.operations.broker_users import asking
from alliance.output import UNAVAILABLE, CommandError, Progress, counted, show, table, usage
from alliance.reader import words
from shared.messaging.broker import BrokerDown, BrokerRefused
from shared.messaging.dividing import Dividing, EventQueueOf, divide
from shared.messaging.management import vhost_of
from shared.messaging.names import MOST_PARTITIONS, whole
from shared.messaging.queues import TopologyError
from shared.runtime.settings import SERVICES, Settings
from shared.runtime.setup import event_queues, owned, told_partitions
from shared.storage.database import DatabaseDown

app = Commands(help="Queues of events, divided so that several processes of a service read them.")


@app.command("show")
def show_partitions() -> None:
    """Show each queue of events: how many partitions it has, what waits in them, and who reads them.

    \b
    Example:
      alliance ops partitions show
    """
    with administration() as queues:
        items = standing(queues.values())
    rows = [(one["queue"], one["partitions"], one["ready"], one["consumers"]) for one in items]
    text = table(("queue", "partitions", "ready", "consumers"), rows)
    show({"items": items, "next": None, "total": len(items)}, text)


@app.command("set")
def set_partitions(
    queue: Annotated[str, typer.Argument(metavar="QUEUE", help="As CONSUMER.PRODUCER: the hearing service first.")],
    number: Annotated[
        int, typer.Argument(metavar="NUMBER", min=1, max=MOST_PARTITIONS, help="How many partitions; 1 is not divided.")
    ],
) -> None:
    """Divide a queue of events by aggregate, while events come and are read.

    The processes of that service share the partitions among themselves. With more partitions than processes,
    some read several; with fewer, some only stand by. If this is cut off, repeat it.

    \b
    Examples:
      alliance ops partitions set notifications.intake 4
      alliance ops partitions set notifications.intake 1
    """
    progress = Progress()
    with administration() as queues:
        if queue not in queues:
            raise usage("no_such_event_queue", queue=queue)
        divide(queues[queue], number, lambda step, left: progress.say(words(f"operations.{step}", left=left)))
        (value,) = standing([queues[queue]])
    progress.clear()
    show(value, words("operations.divided", queue=queue, partitions=counted("partitions", number)))


def standing(queues: Collection[EventQueueOf]) -> list[dict[str, Any]]:
    """Each as its service is told of it, and as the broker has its partitions."""
    told = told_partitions({one.consumer: one.database_url for one in queues})
    found = next(iter(queues)).http.get(next(iter(queues)).path("queues")).raise_for_status().json()
    parts = {one.name: [queue for queue in found if whole(queue["name"]) == one.name] for one in queues}
    return [
        {
            "queue": name,
            "partitions": told.get(name, 1),
            "ready": sum(queue.get("messages_ready", 0) for queue in own),
            "consumers": sum(queue.get("consumers", 0) for queue in own),
        }
        for name, own in parts.items()
    ]


@contextmanager
def administration() -> Iterator[dict[str, EventQueueOf]]:
    """Each queue of events by its name. Raises SettingError, CommandError("unavailable")."""
    endpoints = read_endpoints()
    if endpoints is not None:
        url, uri, databases = endpoints["management"], endpoints["amqp"], endpoints["postgres"]
    else:
        settings = Settings("setup", os.environ)
        url, uri = settings.get("MANAGEMENT_URL"), settings.amqp_uri
        databases = {service: owned(settings, service) for service in SERVICES}
    try:
        with asking(url) as http:
            yield event_queues(http, vhost_of(uri), uri, databases)
    except Dividing as error:
        raise CommandError("unavailable", reason="dividing", exit_code=UNAVAILABLE, service=str(error)) from error
    except (TopologyError, BrokerDown, BrokerRefused, DatabaseDown, psycopg2.Error) as error:
        why = str(error) or type(error).__name__
        raise CommandError("unavailable", reason="not_divided", exit_code=UNAVAILABLE, why=why) from error
