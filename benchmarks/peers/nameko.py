"""Plain nameko: `nameko run --config benchmarks/peers/nameko.yml benchmarks.peers.nameko:Intake`, and so on.

Events travel through `@consume` with a queue of our own, since `@event_handler` declares classic queues only.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from kombu import Exchange, Queue
from nameko.events import EventDispatcher
from nameko.extensions import DependencyProvider
from nameko.messaging import consume
from nameko.rpc import rpc
from nameko.standalone.events import event_dispatcher

from benchmarks.peers.postgres import Pool
from benchmarks.work.documents import read_csv
from benchmarks.work.model import Application
from benchmarks.work.stages import Event, count, judge, mail, store


def events(consumer: str, producer: str, event: str) -> Queue:
    exchange = Exchange(f"{producer}.events", type="topic", durable=True)
    name = f"{consumer}.{producer}.{event}"
    return Queue(name, exchange, routing_key=event, durable=True, queue_arguments={"x-queue-type": "quorum"})


class Database(DependencyProvider):
    def setup(self) -> None:
        self.pool = Pool()

    def get_dependency(self, _worker_ctx: Any) -> Pool:
        return self.pool


class Intake:
    name = "intake"
    database = Database()
    dispatch = EventDispatcher()

    @rpc
    def submit(self, document: dict[str, Any]) -> str:
        return self.store(Application.model_validate(document))

    @consume(events("intake", "importer", "application_read"))
    def on_application_read(self, document: dict[str, Any]) -> None:
        self.store(Application.model_validate(document))

    def store(self, application: Application) -> str:
        statements, event = store(application)
        self.database.run(statements)
        self.dispatch("application_submitted", event)
        return str(event["code"])


class Eligibility:
    name = "eligibility"
    database = Database()
    dispatch = EventDispatcher()

    @consume(events("eligibility", "intake", "application_submitted"))
    def on_application_submitted(self, event: Event) -> None:
        statements, checked = judge(event)
        self.database.run(statements)
        self.dispatch("eligibility_checked", checked)


class Notifications:
    name = "notifications"
    database = Database()

    @consume(events("notifications", "intake", "application_submitted"))
    def on_application_submitted(self, event: Event) -> None:
        self.database.run(mail(event))


class Reporting:
    name = "reporting"
    database = Database()

    @consume(events("reporting", "intake", "application_submitted"))
    def on_application_submitted(self, event: Event) -> None:
        self.database.run(count(event, "submitted"))

    @consume(events("reporting", "eligibility", "eligibility_checked"))
    def on_eligibility_checked(self, event: Event) -> None:
        self.database.run(count(event, "checked"))


def import_file(path: Path) -> None:
    dispatch = event_dispatcher({"AMQP_URI": os.environ["AMQP_URI"]})
    for document in read_csv(path):
        dispatch("importer", "application_read", document)


if __name__ == "__main__":
    import_file(Path(sys.argv[1]))
