"""What partitions give: a backlog drained by 1, 2 and 4 processes of a service over 1, 2 and 4 partitions.

    python -m benchmarks.partitions [--events 10000] [--runs 3] [--consumers kernel notifications]

The processes have shared the partitions among themselves and are held (SIGSTOP) while the backlog is published, so that
none has a start to catch up with.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import median
from time import monotonic

from benchmarks import backlogs
from benchmarks.figures.backlog import KERNEL, OWN, Consumer, kernel_environment
from benchmarks.figures.backlog import kernel_place as consumers_place
from benchmarks.ground import Place
from benchmarks.processes import cpu_of, running, until
from shared.messaging import names
from shared.messaging.broker import connect, drop
from shared.messaging.dividing import EventQueueOf, divide
from shared.messaging.management import management
from shared.runtime.setup import followed_by
from tests.support.foundations import Foundations, started
from tests.support.frozen import frozen

SIZES = (1, 2, 4)
START_LIMIT_S = 60
DRAIN_LIMIT_S = 300


@dataclass(frozen=True)
class Run:
    rate: float  # events a second
    cpu_us: Mapping[str, float]  # of all processes of the service, of PostgreSQL, of the broker, for one event


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.partitions", description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--consumers", nargs="+", default=["kernel", "notifications"])
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="alliance-bench-"))
    folder.chmod(0o711)  # PostgreSQL's own user passes through
    try:
        with started(print) as foundations:
            for consumer in (one for one in (KERNEL, *OWN) if one.name in chosen.consumers):
                print(heading(consumer))
                for partitions, processes in product(SIZES, SIZES):
                    runs = [
                        measure(foundations, consumer, partitions, processes, chosen.events, folder)
                        for _ in range(chosen.runs)
                    ]
                    print(line(partitions, processes, runs), flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def heading(consumer: Consumer) -> str:
    columns = "partitions  processes  events/s (least, most)  CPU of an event, us: service, PostgreSQL, broker"
    return f"\n{consumer.name}\n{columns}"


def line(partitions: int, processes: int, runs: list[Run]) -> str:
    rates = [run.rate for run in runs]
    cpu = [median(run.cpu_us[part] for run in runs) for part in ("consumer", "postgres", "broker")]
    spread = f"{median(rates):,.0f} ({min(rates):,.0f}, {max(rates):,.0f})"
    return f"{partitions:>10}  {processes:>9}  {spread:<22}  " + "  ".join(f"{one:,.0f}" for one in cpu)


def measure(
    foundations: Foundations, consumer: Consumer, partitions: int, processes: int, count: int, folder: Path
) -> Run:
    with consumers_place(foundations, consumer, folder) as (here, _):
        service = "notifications" if consumer is KERNEL else consumer.name
        queue = divided(foundations, here, service, partitions)
        environment = kernel_environment(here, service, folder)
        log = folder / f"partitions-{consumer.name}.log"
        with running([(consumer.command, environment)] * processes, log) as pids:
            until(lambda: is_shared(here, queue, partitions, processes), START_LIMIT_S, "the partitions are shared")
            before = done(here, consumer)
            with frozen(pids):
                events = backlogs.submitted(count, f"backlog {monotonic()}")
                backlogs.publish(here.amqp_uri, map(backlogs.for_alliance, events))
            return drained(here, consumer, before + count, count, pids, foundations)


def divided(foundations: Foundations, here: Place, service: str, partitions: int) -> str:
    aggregates = frozenset(followed_by(service)["intake"] | {"application"})
    with management(foundations.management) as http:
        queue = EventQueueOf(service, "intake", aggregates, http, here.vhost, here.amqp_uri, here.database_url)
        divide(queue, partitions)
    return queue.name


def is_shared(here: Place, queue: str, partitions: int, processes: int) -> bool:
    """Whether each is read by one; the one of a whole queue by one, while the others stand by."""
    connection = connect(here.amqp_uri, "bench")
    try:
        channel = connection.channel()
        readers = [
            channel.queue_declare(names.partition(queue, number + 1), passive=True).consumer_count
            for number in range(partitions)
        ]
    finally:
        drop(connection)
    present = here.query("select count(*) from pg_locks where locktype = 'advisory' and mode = 'ShareLock'")[0][0]
    return readers == [processes] if partitions == 1 else (set(readers), present) == ({1}, processes)


def done(here: Place, consumer: Consumer) -> int:
    return int(here.query(consumer.done)[0][0])


def drained(
    here: Place, consumer: Consumer, until_there_are: int, count: int, pids: list[int], foundations: Foundations
) -> Run:
    watched = {f"consumer {number}": pid for number, pid in enumerate(pids)} | foundations.pids
    before, began = cpu_of(watched), monotonic()
    until(lambda: done(here, consumer) >= until_there_are, DRAIN_LIMIT_S, "the backlog is drained", every_s=0.02)
    seconds, after = monotonic() - began, cpu_of(watched)
    spent = {name: (after[name] - before[name]) * 1e6 / count for name in watched}
    own = sum(used for name, used in spent.items() if name.startswith("consumer"))
    return Run(count / seconds, {name: spent[name] for name in foundations.pids} | {"consumer": own})


if __name__ == "__main__":
    raise SystemExit(main())
