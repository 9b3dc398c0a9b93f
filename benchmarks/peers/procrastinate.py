"""procrastinate, a queue of jobs in PostgreSQL.

`procrastinate --app=benchmarks.peers.procrastinate.app worker --queues intake`, and so on.

A job is written in the transaction of the work that tells it, so that no outbox is needed; its lock keeps an
application's jobs of one consumer in their order. The work and the job's end are two transactions, as procrastinate has
them: an inbox drops what was done. Queue and work share one database, or the first of these would not hold.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

from procrastinate import App, PsycopgConnector

from benchmarks.peers.kept import TAKE_IN
from benchmarks.work.documents import document, read_csv
from benchmarks.work.model import Application
from benchmarks.work.stages import Event, Statement, count, judge, mail, store

AT_ONCE = 10  # jobs of a worker that run side by side, of different applications
IMPORTED_AT_ONCE = 100  # rows of a spreadsheet whose jobs are written together

connector = PsycopgConnector(conninfo=os.environ["DATABASE_URL"], min_size=2, max_size=AT_ONCE + 4)
app = App(connector=connector)


async def do_once(consumer: str, event_id: str, statements: Iterable[Statement], *told: tuple[Any, Event]) -> None:
    """The work of a job, once, and the jobs that it tells, in one transaction."""
    async with connector.pool.connection() as connection, connection.transaction():
        taken = await connection.execute(TAKE_IN, {"consumer": consumer, "event_id": event_id})
        if taken.rowcount == 0:
            return
        for sql, parameters in statements:
            await connection.execute(sql, parameters)
        for task, event in told:
            lock = f"{task.queue}/{event['application_id']}"
            configured = task.configure(lock=lock, connection=connection)
            await configured.defer_async(event_id=str(uuid4()), event=event)


@app.task(queue="intake", name="intake.store")
async def store_application(event_id: str, document: dict[str, Any]) -> None:
    statements, event = store(Application.model_validate(document))
    told = ((task, event) for task in (check_application, mail_application, count_submitted))
    await do_once("intake", event_id, statements, *told)


@app.task(queue="eligibility", name="eligibility.check")
async def check_application(event_id: str, event: Event) -> None:
    statements, checked = judge(event)
    await do_once("eligibility", event_id, statements, (count_checked, checked))


@app.task(queue="notifications", name="notifications.mail")
async def mail_application(event_id: str, event: Event) -> None:
    await do_once("notifications", event_id, mail(event))


@app.task(queue="reporting", name="reporting.count_submitted")
async def count_submitted(event_id: str, event: Event) -> None:
    await do_once("reporting", event_id, count(event, "submitted"))


@app.task(queue="reporting", name="reporting.count_checked")
async def count_checked(event_id: str, event: Event) -> None:
    await do_once("reporting", event_id, count(event, "checked"))


async def import_file(path: Path) -> None:
    rows = ({"event_id": str(uuid4()), "document": document} for document in read_csv(path))
    async with app.open_async():
        while some := list(islice(rows, IMPORTED_AT_ONCE)):
            await store_application.batch_defer_async(*some)


async def fill(number: int) -> None:
    """A backlog of so many mails."""
    events = (store(Application.model_validate(document(one, "backlog")))[1] for one in range(number))
    jobs = ({"event_id": str(uuid4()), "event": event} for event in events)
    async with app.open_async():
        while some := list(islice(jobs, IMPORTED_AT_ONCE)):
            await mail_application.batch_defer_async(*some)


async def prepare() -> None:
    """procrastinate's own tables, functions and triggers."""
    async with app.open_async():
        await app.schema_manager.apply_schema_async()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["prepare"]:
            asyncio.run(prepare())
        case ["backlog", number]:
            asyncio.run(fill(int(number)))
        case [file]:
            asyncio.run(import_file(Path(file)))
