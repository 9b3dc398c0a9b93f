"""The one step before any service starts: `python -m shared.runtime.setup`.

Databases, roles, migrations, and what a restored system has to settle; then exchanges, queues, bindings and broker
users. Safe to repeat. Whatever goes away in the middle is waited for, a minute in each step. Exits 1 naming what is
wrong.
"""

from __future__ import annotations

import os
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from datetime import datetime
from functools import partial
from importlib import import_module
from inspect import getmembers, isfunction

import httpx
import psycopg2

from shared.messaging import names, partitions
from shared.messaging.broker import BrokerDown, BrokerRefused
from shared.messaging.dividing import Dividing, EventQueueOf, divide, divided_on
from shared.messaging.former import clear_former
from shared.messaging.management import create_users, declare, management, vhost_of
from shared.messaging.queues import TopologyError
from shared.messaging.rights import user_of
from shared.messaging.topology import definitions
from shared.program.load import ProgramError, load_program
from shared.runtime import loading
from shared.runtime.restored import restored_at, settle
from shared.runtime.settings import BROKER_USERS, SERVICES, SettingError, Settings
from shared.storage.database import Database, DatabaseDown
from shared.storage.migrations import ensure_database, migrate, owner_url

PATIENCE_S = 60
PAUSE_S = 0.5
KERNEL = "shared.messaging"

#: What stops the set-up step for a reason that the operator can mend; the message says how.
FAILURES = (
    *(SettingError, ProgramError, TopologyError),
    *(DatabaseDown, psycopg2.Error, BrokerDown, BrokerRefused, httpx.HTTPError),
)
OUTAGES = (
    *(DatabaseDown, psycopg2.OperationalError, psycopg2.InterfaceError),
    *(BrokerDown, httpx.TransportError),
)


def main() -> int:
    loading.begin()
    settings = Settings("setup", os.environ)
    try:
        settings.insist_on("DATABASE_ADMIN_URL", *map(database_of, SERVICES), settings.broker, "MANAGEMENT_URL")
        load_program(settings.program_file)
        moment = restored_at(settings)
        set_up_databases(settings)
        if moment:
            settle_restored(settings, moment)
        set_up_broker(settings)
    except FAILURES as error:
        print(f"set-up failed: {type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def database_of(service: str) -> str:
    return f"{service.upper()}_DATABASE_URL"


def set_up_databases(settings: Settings) -> None:
    admin = settings.get("DATABASE_ADMIN_URL")
    for service in SERVICES:
        url = settings.get(database_of(service))
        patiently(partial(ensure_database, admin, url))
        patiently(partial(migrate, admin, url, KERNEL, f"services.{service}"))


def settle_restored(settings: Settings, moment: datetime) -> None:
    """As the administrator: where roles are known by certificates, this step has none of theirs."""
    for service in SERVICES:
        patiently(partial(settle_one, owned(settings, service), service, moment))


def owned(settings: Settings, service: str) -> str:
    """The service's database as the administrator sees it."""
    return owner_url(settings.get("DATABASE_ADMIN_URL"), settings.get(database_of(service)))


def settle_one(url: str, service: str, moment: datetime) -> None:
    with closing(Database(url)) as database, database.transaction() as tx:
        settle(tx, f"services.{service}", moment)


def set_up_broker(settings: Settings) -> None:
    vhost = vhost_of(settings.amqp_uri)
    databases = {service: owned(settings, service) for service in SERVICES}
    told: dict[str, int] = {}
    uris = {name: settings.find(f"{name.upper()}_AMQP_URI") for name in BROKER_USERS}
    users = [user_of(name, uri) for name, uri in uris.items() if uri]
    with management(settings.get("MANAGEMENT_URL")) as http:
        patiently(lambda: http.get("/api/overview").raise_for_status())
        patiently(lambda: told.update(told_partitions(databases)))
        document = definitions({service: followed_by(service) for service in SERVICES}, told)
        patiently(partial(declare, http, vhost, document))
        patiently(partial(clear_former, http, vhost, settings.amqp_uri))
        queues = event_queues(http, vhost, settings.amqp_uri, databases)
        for name in sorted(queues.keys() & (told.keys() | divided_on(http, vhost))):
            patiently(partial(finish_dividing, queues[name]))
        patiently(partial(create_users, http, vhost, users))


def told_partitions(databases: Mapping[str, str]) -> dict[str, int]:
    """Into how many each event queue is to be divided, of those of which it was ever told."""
    told: dict[str, int] = {}
    for service, url in databases.items():
        with closing(Database(url)) as database, database.transaction(read_only=True) as tx:
            told |= {names.event_queue(service, row["producer"]): row["number"] for row in tx.all(partitions.TOLD)}
    return told


def event_queues(
    http: httpx.Client, vhost: str, amqp_uri: str, databases: Mapping[str, str]
) -> dict[str, EventQueueOf]:
    """Every event queue by its name, as the administrator of broker and databases divides it."""
    found = (
        EventQueueOf(service, producer, frozenset(aggregates), http, vhost, amqp_uri, url)
        for service, url in databases.items()
        for producer, aggregates in followed_by(service).items()
    )
    return {queue.name: queue for queue in found}


def finish_dividing(queue: EventQueueOf) -> None:
    """As its consumer's database tells, unless somebody does so at the moment."""
    with suppress(Dividing):
        divide(queue, None)


def followed_by(service: str) -> dict[str, set[str]]:
    """The aggregates that a service follows, by producer, read from its entrypoints."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # eventlet's advice to leave it; this process does not run on it
        from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR  # noqa: PLC0415

        from shared.messaging.consumer import followed  # noqa: PLC0415

        # services are loaded by name: shared never imports them
        service_class = import_module(f"services.{service}.service").Service
    methods = [method for _, method in getmembers(service_class, isfunction)]
    return followed(e for method in methods for e in getattr(method, ENTRYPOINT_EXTENSIONS_ATTR, ()))


def patiently(work: Callable[[], object]) -> None:
    """Each step is safe to repeat, so one that was cut off is begun anew, for a minute."""
    give_up_at = time.monotonic() + PATIENCE_S
    while True:
        try:
            work()
        except FAILURES as error:
            if not passes(error) or time.monotonic() > give_up_at:
                raise
            time.sleep(PAUSE_S)
        else:
            return


def passes(error: Exception) -> bool:
    """Whether it may be over by itself: database or broker are starting, are busy, or went away for a moment."""
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.is_server_error
    return isinstance(error, OUTAGES)


if __name__ == "__main__":
    sys.exit(main())
