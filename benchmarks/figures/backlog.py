"""A backlog drained by one consumer: Alliance's kernel and its peers over the same statements, those statements
alone, and Alliance's own consumers with everything that they do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg2

from benchmarks import backlogs
from benchmarks.ground import Asking, Place, place, prepared
from benchmarks.peers.commands import Peer
from benchmarks.processes import ROOT, TooSlow, cpu_of, run, running, until
from benchmarks.work.documents import CALL
from benchmarks.work.stages import Event, mail
from shared.messaging.management import declare, management
from shared.messaging.topology import definitions
from shared.runtime.settings import SETTINGS
from shared.runtime.setup import followed_by
from shared.security.keys import ensure_keys
from tests.support.foundations import Foundations

START_LIMIT_S = 30
FILL_LIMIT_S = 60
DRAIN_LIMIT_S = 40  # what is left then is not waited for: the rate is of what was done
MAILS = "select count(*) from mails"
PYTHON = ROOT / ".venv" / "bin" / "python"


@dataclass(frozen=True)
class Drained:
    events: int
    seconds: float
    cpu_us: Mapping[str, float]  # of each part, for one event

    @property
    def rate(self) -> float:
        return self.events / self.seconds

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"rate": round(self.rate, 1)}


@dataclass(frozen=True)
class Consumer:
    """What is started on a backlog, and the query that counts what it has done."""

    name: str
    command: Sequence[str | Path]
    done: str
    packages: Sequence[str]
    needs_call: bool = False


#: The handler of the work's statements on the kernel; then Alliance's own consumers, which do more.
KERNEL = Consumer("kernel", (PYTHON, "-m", "benchmarks.kernel_service"), MAILS, ("benchmarks.work",))
OWN = tuple(
    Consumer(name, (PYTHON, "-m", "shared.runtime.process", name), done, (f"services.{name}",), needs_call=True)
    for name, done in (
        ("eligibility", "select count(*) from checks"),
        ("cohort", "select count(*) from positions where aggregate = 'application'"),
        ("notifications", "select count(*) from contacts where is_primary"),
        ("reporting", "select count(*) from application_states"),
    )
)


def drain_by_peer(peer: Peer, foundations: Foundations, count: int, folder: Path) -> Drained:
    with place(foundations) as here:
        environment = prepared(peer, foundations, here)
        if peer.makes_tables:
            run(peer.backlog_command(count), environment, FILL_LIMIT_S)
        else:
            wait_in_queue(peer, here, count)
        log = folder / f"drain-{peer.name}.log"
        return drain(peer.commands["notifications"], environment, here, MAILS, count, foundations, log)


def wait_in_queue(peer: Peer, here: Place, count: int) -> None:
    """A backlog of a peer whose events go by the broker."""
    queue, event = "notifications.intake.application_submitted", "application_submitted"
    backlogs.declare_queue(here.amqp_uri, queue, event, keeps_order=peer.keeps)
    as_sent = backlogs.for_keeping_peer if peer.keeps else backlogs.for_peer
    backlogs.publish(here.amqp_uri, map(as_sent, backlogs.submitted(count, "backlog")))


def drain_by_kernel(foundations: Foundations, consumer: Consumer, count: int, folder: Path) -> Drained:
    with kernel_place(foundations, consumer, folder) as (_, drain_one):
        return drain_one(count)


@contextmanager
def kernel_place(
    foundations: Foundations, consumer: Consumer, folder: Path
) -> Iterator[tuple[Place, Callable[[int], Drained]]]:
    """Where such a consumer finds all it needs, and a function that drains one more backlog of so many events."""
    service = "notifications" if consumer is KERNEL else consumer.name
    followed = {"intake": {"application"}} if consumer is KERNEL else followed_by(service)
    with place(foundations, "shared.messaging", *consumer.packages) as here:
        topology: dict[str, dict[str, set[str]]] = {producer: {} for producer in followed}
        topology |= {"reporting": {service: {"*"}}, service: followed}
        with management(foundations.management) as http:
            declare(http, here.vhost, definitions(topology))
        if consumer.needs_call:
            backlogs.publish(here.amqp_uri, iter([backlogs.call_opened(CALL)]))
        environment = kernel_environment(here, service, folder)
        log = folder / f"drain-{consumer.name}.log"

        def drain_one(count: int) -> Drained:
            events = backlogs.submitted(count, f"backlog {monotonic()}")
            backlogs.publish(here.amqp_uri, map(backlogs.for_alliance, events))
            return drain(consumer.command, environment, here, consumer.done, count, foundations, log)

        yield here, drain_one


def drain(
    command: Sequence[str | Path], environment: Mapping[str, str], here: Place, done: str, count: int,
    foundations: Foundations, log: Path,
) -> Drained:  # fmt: skip
    """Start the consumer; from the first event that it has done to the last."""

    def number() -> int:
        return int(ask(here.database_url, done)[0][0])

    with Asking() as ask, running([(command, environment)], log) as (pid,):
        stored = number()
        until(lambda: number() > stored, START_LIMIT_S, f"{log.stem} takes up its backlog", every_s=0.02)
        watched = {"consumer": pid, **foundations.pids}
        first, before, began = number(), ask.apart(cpu_of(watched)), monotonic()
        with suppress(TooSlow):
            until(lambda: number() >= stored + count, DRAIN_LIMIT_S, "the backlog is drained")
        # a backlog of a test may be done before the first look
        events, seconds, after = max(1, number() - first), monotonic() - began, ask.apart(cpu_of(watched))
    return Drained(events, seconds, {name: (after[name] - before[name]) * 1e6 / events for name in watched})


def kernel_environment(here: Place, service: str, folder: Path) -> dict[str, str]:
    ensure_keys(folder / "keys", (service, "identity", "portal", "local-admin"))
    return {
        "AMQP_URI": here.amqp_uri,
        f"{service.upper()}_DATABASE_URL": here.database_url,
        "KEYS_DIR": str(folder / "keys"),
        "PROGRAM_FILE": str(ROOT / str(SETTINGS["PROGRAM_FILE"].default)),
        "SMTP_URL": "smtp://127.0.0.1:9",  # nobody listens: what is measured is the consumer
        "LOG_LEVEL": "error",
    }


def run_statements(foundations: Foundations, count: int, in_one: int) -> Drained:
    """The handler's statements alone, on one connection, so many events a transaction."""
    events: list[Event] = list(backlogs.submitted(count, "alone"))
    with place(foundations) as here, closing(psycopg2.connect(here.database_url)) as connection:
        with connection.cursor() as cursor:
            before, began = cpu_of(foundations.pids), monotonic()
            for number, event in enumerate(events, 1):
                for sql, parameters in mail(event):
                    cursor.execute(sql, parameters)
                if number % in_one == 0:
                    connection.commit()
            connection.commit()
        seconds, after = monotonic() - began, cpu_of(foundations.pids)
    return Drained(count, seconds, {name: (after[name] - before[name]) * 1e6 / count for name in foundations.pids})
