"""What erasing has left in files: PostgreSQL's dead rows, its samples of columns and its write-ahead log, the broker's
log of requests, spreadsheets that wait for their import.

These keep for a while what nobody can read any more through them: a row until its place is used again, a request until
the broker's log is rolled over. Here tables are written anew, and both logs are cut off. For the embedded default,
whose administrator can do so; docs/privacy.md says what does the same elsewhere.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import psycopg2

from alliance.embedded import broker
from alliance.embedded.addresses import Addresses, basics
from alliance.embedded.children import StartFailed
from alliance.embedded.home import Home
from alliance.embedded.ports import kept_ports
from alliance.reader import words
from shared.files.imports import drop_idle
from shared.messaging import names
from shared.messaging.management import management, vhost_of
from shared.runtime.settings import SERVICES

CONTROL = "/usr/lib/rabbitmq/bin/rabbitmqctl"
ROLL_OVER = "ra_log_wal:force_roll_over(ra_log_wal)."
CONTROL_LIMIT_S = 60

#: What PostgreSQL has noted of columns holds values of rows as they were, and stays as it is of a table that is empty
#: now: it is forgotten, noted anew with each table, and at last written anew itself.
ANEW = ("delete from pg_statistic", "vacuum (full, analyze)", "vacuum (full) pg_statistic")


def scrub(home: Home, endpoints: Mapping[str, Any], say: Callable[[str], None]) -> None:
    """While everything runs: requests wait for a moment. Again does no harm. Raises StartFailed."""
    admin_url = Addresses(home, kept_ports(home), 0, os.environ).database_admin
    drop_idle(home.files)
    for service in SERVICES:
        say(words("system.doing.writing_tables", service=service))
        for statement in ANEW:
            run(database_url(admin_url, endpoints["postgres"][service]), statement)
    say(words("system.doing.cutting_logs"))
    for statement in ("checkpoint", "select pg_switch_wal()", "checkpoint"):
        run(admin_url, statement)
    with management(endpoints["management"]) as http:
        for service in SERVICES:
            renew_queue(http, vhost_of(endpoints["amqp"]), names.rpc_queue(service))
    roll_over(home)


def database_url(admin_url: str, service_url: str) -> str:
    return urlsplit(admin_url)._replace(path=urlsplit(service_url).path).geturl()


def run(url: str, statement: str) -> None:
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)


def renew_queue(http: httpx.Client, vhost: str, queue: str) -> None:
    """The same queue, without what its log holds of requests that were answered; its readers come back at once."""
    place, name = quote(vhost, safe=""), quote(queue, safe="")
    found = http.get(f"/api/queues/{place}/{name}").raise_for_status().json()
    bindings = http.get(f"/api/queues/{place}/{name}/bindings").raise_for_status().json()
    readers = {one["channel_details"]["connection_name"] for one in found.get("consumer_details", ())}
    http.delete(f"/api/queues/{place}/{name}").raise_for_status()
    shape = {"durable": True, "auto_delete": False, "arguments": found["arguments"]}
    http.put(f"/api/queues/{place}/{name}", json=shape).raise_for_status()
    for one in bindings:
        if one["source"]:
            path = f"/api/bindings/{place}/e/{quote(one['source'], safe='')}/q/{name}"
            http.post(path, json={"routing_key": one["routing_key"], "arguments": one["arguments"]}).raise_for_status()
    for reader in readers:
        http.delete(f"/api/connections/{quote(reader, safe='')}")


def roll_over(home: Home) -> None:
    """The log of all quorum queues: what is of no queue any more goes with its file. Raises StartFailed."""
    environment = {**basics(os.environ), **broker.control_environment(home.broker, kept_ports(home))}
    command = [CONTROL, "-n", environment["RABBITMQ_NODENAME"], "eval", ROLL_OVER]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=CONTROL_LIMIT_S
    )
    if done.returncode != 0:
        raise StartFailed("broker", "log_not_rolled", done.stderr.strip().splitlines()[-5:])
