"""FastStream over RabbitMQ and asyncpg: `STAGE=intake faststream run benchmarks.peers.faststream:app`, and so on."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg
from faststream import FastStream
from faststream.rabbit import Channel, ExchangeType, QueueType, RabbitBroker, RabbitExchange, RabbitQueue, RabbitRouter

from benchmarks.work.documents import read_csv
from benchmarks.work.model import Application
from benchmarks.work.stages import Event, Statement, count, judge, mail, store

AT_ONCE = 20  # handlers run side by side, as many as the broker hands out
WINDOW = 200  # messages of an import on their way at once

broker = RabbitBroker(os.environ["AMQP_URI"], default_channel=Channel(prefetch_count=AT_ONCE), log_level=logging.DEBUG)
STAGES = {name: RabbitRouter() for name in ("intake", "eligibility", "notifications", "reporting")}
EXCHANGES = {
    name: RabbitExchange(f"{name}.events", type=ExchangeType.TOPIC, durable=True)
    for name in ("importer", "intake", "eligibility")
}


def events(consumer: str, producer: str, event: str) -> Any:
    """The decorator of a handler, on a durable quorum queue of its own."""
    name = f"{consumer}.{producer}.{event}"
    queue = RabbitQueue(name, queue_type=QueueType.QUORUM, durable=True, routing_key=event)
    return STAGES[consumer].subscriber(queue, EXCHANGES[producer])


async def tell(producer: str, event: str, message: Event) -> None:
    await broker.publish(message, exchange=EXCHANGES[producer], routing_key=event, persist=True)


class Database:
    pool: asyncpg.Pool

    async def run(self, statements: Iterable[Statement]) -> None:
        """All in one transaction."""
        async with self.pool.acquire() as connection, connection.transaction():
            for sql, parameters in statements:
                numbered, names = with_numbers(sql)
                await connection.execute(numbered, *(parameters[name] for name in names))


@cache
def with_numbers(sql: str) -> tuple[str, tuple[str, ...]]:
    """The statement with $1, $2 for %(name)s, and the names in that order."""
    names = tuple(dict.fromkeys(re.findall(r"%\((\w+)\)s", sql)))
    return re.sub(r"%\((\w+)\)s", lambda match: f"${names.index(match[1]) + 1}", sql), names


database = Database()


@events("intake", "importer", "application_read")
async def on_application_read(application: Application) -> None:
    statements, event = store(application)
    await database.run(statements)
    await tell("intake", "application_submitted", event)


@events("eligibility", "intake", "application_submitted")
async def check_application(event: Event) -> None:
    statements, checked = judge(event)
    await database.run(statements)
    await tell("eligibility", "eligibility_checked", checked)


@events("notifications", "intake", "application_submitted")
async def mail_application(event: Event) -> None:
    await database.run(mail(event))


@events("reporting", "intake", "application_submitted")
async def count_submitted(event: Event) -> None:
    await database.run(count(event, "submitted"))


@events("reporting", "eligibility", "eligibility_checked")
async def count_checked(event: Event) -> None:
    await database.run(count(event, "checked"))


@asynccontextmanager
async def lifespan() -> AsyncIterator[None]:
    database.pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=2, max_size=AT_ONCE)
    yield
    await database.pool.close()


if stage := os.environ.get("STAGE"):
    broker.include_router(STAGES[stage])
app = FastStream(broker, lifespan=lifespan)


async def import_file(path: Path) -> None:
    async with broker:
        await broker.declare_exchange(EXCHANGES["importer"])
        on_their_way = asyncio.Semaphore(WINDOW)

        async def send(document: dict[str, Any]) -> None:
            async with on_their_way:
                await tell("importer", "application_read", document)

        await asyncio.gather(*(send(document) for document in read_csv(path)))


if __name__ == "__main__":
    asyncio.run(import_file(Path(sys.argv[1])))
