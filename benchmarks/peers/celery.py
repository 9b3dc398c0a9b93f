"""Celery: `celery -A benchmarks.peers.celery worker -Q intake`, and so on. Each consumer of an event is a task."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from celery import Celery
from kombu import Queue

from benchmarks.peers.postgres import Pool
from benchmarks.work.documents import read_csv
from benchmarks.work.model import Application
from benchmarks.work.stages import Event, count, judge, mail, store

STAGES = ("intake", "eligibility", "notifications", "reporting")

app = Celery("bench", broker=os.environ["AMQP_URI"])
app.conf.update(
    task_queues=[Queue(name, routing_key=name, queue_arguments={"x-queue-type": "quorum"}) for name in STAGES],
    task_routes={f"{name}.*": {"queue": name} for name in STAGES},
    task_default_queue_type="quorum",
    task_acks_late=True,  # after the work, as the others do
    task_ignore_result=True,
    worker_prefetch_multiplier=20,
    broker_transport_options={"confirm_publish": True},
)
pool = Pool()


@app.task(name="intake.store")
def store_application(document: dict[str, Any]) -> None:
    statements, event = store(Application.model_validate(document))
    pool.run(statements)
    check_application.delay(event)
    mail_application.delay(event)
    count_application.delay(event, "submitted")


@app.task(name="eligibility.check")
def check_application(event: Event) -> None:
    statements, checked = judge(event)
    pool.run(statements)
    count_application.delay(checked, "checked")


@app.task(name="notifications.mail")
def mail_application(event: Event) -> None:
    pool.run(mail(event))


@app.task(name="reporting.count")
def count_application(event: Event, state: str) -> None:
    pool.run(count(event, state))


def import_file(path: Path) -> None:
    with app.producer_pool.acquire() as producer:
        for document in read_csv(path):
            store_application.apply_async((document,), producer=producer)


if __name__ == "__main__":
    import_file(Path(sys.argv[1]))
