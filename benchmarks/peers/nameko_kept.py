"""nameko with what its users build for Alliance's promises: a transactional outbox with a relay, an inbox, an order.

`nameko run --config benchmarks/peers/nameko_kept.yml benchmarks.peers.nameko_kept:Intake`, and so on;
`python -m benchmarks.peers.nameko_kept relay intake`. One worker and one active consumer a queue, or there is no order.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import closing
from pathlib import Path
from time import sleep
from typing import Any

import psycopg2
from kombu import Connection, Exchange, Queue
from nameko.messaging import consume
from nameko.rpc import rpc
from nameko.standalone.events import event_dispatcher

from benchmarks.peers.kept import MARK, TAKE_OUT, do_and_tell, do_once, told
from benchmarks.peers.nameko import Database, events
from benchmarks.work.documents import read_csv
from benchmarks.work.model import Application
from benchmarks.work.stages import Event, count, judge, mail, store

POLL_S = 0.02


def kept(consumer: str, producer: str, event: str) -> Any:
    """An entrypoint over a queue whose messages keep their order; what fails goes back to it."""
    queue: Queue = events(consumer, producer, event)
    queue.queue_arguments["x-single-active-consumer"] = True
    return consume(queue, requeue_on_error=True)


class Intake:
    name = "intake"
    database = Database()

    @rpc
    def submit(self, document: dict[str, Any]) -> str:
        return self.store(Application.model_validate(document))

    @consume(events("intake", "importer", "application_read"))
    def on_application_read(self, document: dict[str, Any]) -> None:
        self.store(Application.model_validate(document))

    def store(self, application: Application) -> str:
        statements, event = store(application)
        do_and_tell(self.database, statements, "intake", "application_submitted", event)
        return str(event["code"])


class Eligibility:
    name = "eligibility"
    database = Database()

    @kept("eligibility", "intake", "application_submitted")
    def on_application_submitted(self, message: Event) -> None:
        statements, checked = judge(message["payload"])
        tells = [told("eligibility", "eligibility_checked", checked)]
        do_once(self.database, "eligibility", message, statements, tells)


class Notifications:
    name = "notifications"
    database = Database()

    @kept("notifications", "intake", "application_submitted")
    def on_application_submitted(self, message: Event) -> None:
        do_once(self.database, "notifications", message, mail(message["payload"]))


class Reporting:
    name = "reporting"
    database = Database()

    @kept("reporting", "intake", "application_submitted")
    def on_application_submitted(self, message: Event) -> None:
        do_once(self.database, "reporting", message, count(message["payload"], "submitted"))

    @kept("reporting", "eligibility", "eligibility_checked")
    def on_eligibility_checked(self, message: Event) -> None:
        do_once(self.database, "reporting", message, count(message["payload"], "checked"))


def relay(producer: str) -> None:
    """Each message confirmed by the broker, then its row marked; until it is stopped."""
    exchange = Exchange(f"{producer}.events", type="topic", durable=True)
    options = {"confirm_publish": True}
    with (
        closing(psycopg2.connect(os.environ["DATABASE_URL"])) as database,
        Connection(os.environ["AMQP_URI"], transport_options=options) as broker,
    ):
        producing = broker.Producer(exchange=exchange, serializer="json")
        while True:
            if not publish_some(database, producing, producer):
                sleep(POLL_S)


def publish_some(database: Any, producing: Any, producer: str) -> bool:
    with database, database.cursor() as cursor:
        cursor.execute(TAKE_OUT, {"producer": producer})
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        for row in rows:
            message = json.loads(json.dumps(row, default=str))
            producing.publish(message, routing_key=row["type"], delivery_mode=2, retry=True)
        if rows:
            cursor.execute(MARK, {"seqs": [row["seq"] for row in rows]})
    return bool(rows)


def import_file(path: Path) -> None:
    dispatch = event_dispatcher({"AMQP_URI": os.environ["AMQP_URI"]})
    for document in read_csv(path):
        dispatch("importer", "application_read", document)


if __name__ == "__main__":
    if sys.argv[1] == "relay":
        relay(sys.argv[2])
    else:
        import_file(Path(sys.argv[1]))
