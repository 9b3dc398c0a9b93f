"""A rebuild beside a plain copy of the same rows: those of the event log and those that the rebuild makes, read and
written in batches of the same size, into tables with the same indexes.

    python -m benchmarks.rebuilding [--events 4000]

On a PostgreSQL of its own, in this process. By the clock, and by what this process and PostgreSQL's compute for it,
which says something on a machine that others use as well.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import psycopg2
from psycopg2.extras import execute_values

from services.reporting import rebuilding
from services.reporting.rebuilt import Rebuilt
from services.reporting.recording import read_arrival
from services.reporting.service import REBUILD_LIMIT_S, record_events
from shared.contracts.reporting import StartRebuild
from shared.storage.database import Database
from shared.storage.migrations import owner_url
from tests.support.foundations import started
from tests.unit.reporting.fakes import checked, decided, envelope_of, minutes, sent, submitted

EVENTS, BATCH = 4_000, 500
#: Names, what reads them as text, and what takes that in.
COLUMNS = """
select string_agg(quote_ident(attname), ', ' order by attnum),
       string_agg(quote_ident(attname) || '::text', ', ' order by attnum),
       string_agg('%%s::' || format_type(atttypid, atttypmod), ', ' order by attnum)
from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped
"""
TICKS = os.sysconf("SC_CLK_TCK")  # a second, in /proc


@dataclass(frozen=True)
class Took:
    """Seconds: by the clock, computed here, computed by PostgreSQL."""

    clock: float
    here: float
    there: float

    def told(self, name: str, events: int) -> str:
        computed = self.here + self.there
        return (
            f"{name:<22}{events / self.clock:>8.0f} a second by the clock, {events / computed:>8.0f} a second computed"
            f" ({1000 * self.here / events:.3f} ms here, {1000 * self.there / events:.3f} ms in PostgreSQL)"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=EVENTS)
    events = parser.parse_args().events
    with started(print) as foundations:
        url = foundations.database_of("reporting")
        owner = owner_url(foundations.database_admin, url)
        with closing(Database(url, size=1)) as database:
            record(database, events)
            for _ in range(2):  # in turns
                print(rebuild_told(database, events), flush=True)
                print(*copies_told(owner, events), sep="\n", flush=True)
    return 0


def rebuild_told(database: Database, events: int) -> str:
    return measured(backend_of(database), lambda: rebuild(database)).told("rebuild", events)


def copies_told(owner: str, events: int) -> tuple[str, str]:
    with closing(psycopg2.connect(owner)) as connection:
        pid = connection.info.backend_pid
        of_all = measured(pid, lambda: copy(connection)).told("copy of all its rows", events)
        return of_all, measured(pid, lambda: copy_log(connection)).told("copy of the log alone", events)


def measured(backend: int, work: Callable[[], object]) -> Took:
    began, here, there = perf_counter(), process_time(), computed_by(backend)
    work()
    return Took(perf_counter() - began, process_time() - here, computed_by(backend) - there)


def computed_by(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def backend_of(database: Database) -> int:
    with database.transaction() as tx:
        return int(tx.one("select pg_backend_pid() as pid")["pid"])


def record(database: Database, number: int) -> None:
    """Four events of each application, those of a hundred applications one after the other."""
    codes = [f"C{at}" for at in range(number // 4)]
    parts = [codes[first : first + 100] for first in range(0, len(codes), 100)]
    told = [make(code) for part in parts for make in (submitted, checked, decided, sent) for code in part]
    envelopes = [envelope_of(event, time=minutes(at)) for at, event in enumerate(told)]
    for first in range(0, len(envelopes), 100):
        with database.transaction(seconds=60) as tx:
            for envelope in envelopes[first : first + 100]:
                tx.at_end(record_events, read_arrival(envelope))


def rebuild(database: Database) -> None:
    with database.transaction(seconds=60) as tx:
        rebuilding.start_rebuild(StartRebuild(), Rebuilt(tx))
    more = True
    while more:
        with database.transaction(seconds=REBUILD_LIMIT_S) as tx:
            more = rebuilding.continue_rebuild(Rebuilt(tx))


def copy(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'rebuilt' order by 1")
        tables = [name for (name,) in cursor.fetchall()]
    copy_log(connection)
    for table in tables:
        copy_table(connection, table)


def copy_log(connection: Any) -> None:
    copy_table(connection, "event_log")


def copy_table(connection: Any, table: str) -> None:
    """By psycopg2, a transaction for each batch."""
    with connection.cursor() as cursor:
        cursor.execute(f"drop table if exists copied; create table copied (like public.{table} including all)")
        cursor.execute(COLUMNS, (f"public.{table}",))
        names, as_text, typed = cursor.fetchone()
    connection.commit()
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0")
    with connection.cursor("reading", withhold=True) as reading:
        reading.itersize = BATCH
        reading.execute(f"select {as_text} from public.{table}")  # noqa: S608  (of the catalogue)
        insert = f"insert into copied ({names}) overriding system value values %s"  # noqa: S608  (the same)
        while rows := reading.fetchmany(BATCH):
            with connection.cursor() as writing:
                execute_values(writing, insert, rows, f"({typed})", page_size=BATCH)
            connection.commit()
    connection.commit()


if __name__ == "__main__":
    raise SystemExit(main())
