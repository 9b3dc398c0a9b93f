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

from benchmarks.watching import Look, Watch
from services.reporting import rebuilding
from services.reporting.rebuilt import Rebuilt
from services.reporting.recording import read_arrival
from services.reporting.service import REBUILD_LIMIT_S, record_events
from shared.contracts.reporting import StartRebuild
from shared.storage.database import Database
from shared.storage.migrations import owner_url
from tests.support.foundations import started
from tests.unit.reporting.fakes import checked, decided, envelope_of, minutes, sent, submitted

EVENTS, BATCH, MINUTES = 4_000, rebuilding.BATCH, 10
#: Names, what reads them as text, and what takes that in.
COLUMNS = """
select string_agg(quote_ident(attname), ', ' order by attnum),
       string_agg(quote_ident(attname) || '::text', ', ' order by attnum),
       string_agg('%%s::' || format_type(atttypid, atttypmod), ', ' order by attnum)
from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped
"""
MODELS = "select tablename from pg_tables where schemaname = 'rebuilt' order by 1"
TICKS = os.sysconf("SC_CLK_TCK")  # a second, in /proc


@dataclass(frozen=True)
class Took:
    """Seconds for so many events: by the clock, computed here, computed by PostgreSQL."""

    events: int
    clock: float
    here: float
    there: float

    def __add__(self, other: Took) -> Took:
        return Took(self.events, self.clock + other.clock, self.here + other.here, self.there + other.there)

    @property
    def rates(self) -> tuple[float, float]:
        """Events a second: computed, by the clock."""
        return self.events / (self.here + self.there), self.events / self.clock

    def told(self, name: str) -> str:
        computed, clock = self.rates
        each = (1000 * seconds / self.events for seconds in (self.here, self.there))
        here, there = (f"{ms:.3f} ms" for ms in each)
        return (
            f"{name:<22}{clock:>8.0f} a second by the clock, {computed:>8.0f} a second computed"
            f" ({here} here, {there} in PostgreSQL)"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=EVENTS)
    events, look = parser.parse_args().events, Watch(MINUTES)
    with started(print, with_broker=False) as foundations:
        url = foundations.database_of("reporting")
        owner = owner_url(foundations.database_admin, url)
        with closing(Database(url, size=1)) as database:
            record(database, events)
            for _ in range(2):  # in turns
                rebuilt, log = rebuild(database, events, look), copy_log(owner, events, look)
                both = log + copy_models(owner, events, look)
                lines = rebuilt.told("rebuild"), both.told("copy of all its rows"), log.told("copy of the log alone")
                print(*lines, rebuilt_beside(rebuilt, both, log), sep="\n", flush=True)
    return 0


def rebuilt_beside(rebuilt: Took, both: Took, log: Took) -> str:
    (computed, clock), of_all, of_log = (one.rates for one in (rebuilt, both, log))
    return (
        f"a rebuild is at {computed / of_all[0]:.2f} of the copy of all its rows, {computed / of_log[0]:.2f} of the log"
        f" alone, by what is computed; by the clock at {clock / of_all[1]:.2f} and {clock / of_log[1]:.2f}"
    )


def measured(backend: int, events: int, work: Callable[[], object]) -> Took:
    began, here, there = perf_counter(), process_time(), computed_by(backend)
    work()
    return Took(events, perf_counter() - began, process_time() - here, computed_by(backend) - there)


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


def rebuild(database: Database, events: int, look: Look) -> Took:
    return measured(backend_of(database), events, lambda: rebuild_all(database, events, look))


def rebuild_all(database: Database, events: int, look: Look) -> None:
    """As the service does."""
    with database.transaction(seconds=60) as tx:
        rebuilding.start_rebuild(StartRebuild(), Rebuilt(tx))
    done, more = 0, True
    while more:
        look("events rebuilt", done, events)
        with database.transaction(seconds=REBUILD_LIMIT_S, gathers_rows=True) as tx:
            more = rebuilding.continue_rebuild(Rebuilt(tx))
        done += BATCH


def copy_log(owner: str, events: int, look: Look) -> Took:
    return copied(owner, events, look, ["event_log"])


def copy_models(owner: str, events: int, look: Look) -> Took:
    with closing(psycopg2.connect(owner)) as connection, connection.cursor() as cursor:
        cursor.execute(MODELS)
        return copied(owner, events, look, [name for (name,) in cursor.fetchall()])


def copied(owner: str, events: int, look: Look, tables: list[str]) -> Took:
    def copy_tables() -> None:
        for table in tables:
            copy_table(connection, table, look)

    with closing(psycopg2.connect(owner)) as connection:
        return measured(connection.info.backend_pid, events, copy_tables)


def copy_table(connection: Any, table: str, look: Look) -> None:
    """By psycopg2, a transaction for each batch."""
    with connection.cursor() as cursor:
        cursor.execute(f"drop table if exists copied; create table copied (like public.{table} including all)")
        cursor.execute(COLUMNS, (f"public.{table}",))
        names, as_text, typed = cursor.fetchone()
        cursor.execute(f"select count(*) from public.{table}")  # noqa: S608  (of the catalogue)
        ((whole,),) = cursor.fetchall()
    connection.commit()
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0")
    done = 0
    with connection.cursor("reading", withhold=True) as reading:
        reading.itersize = BATCH
        reading.execute(f"select {as_text} from public.{table}")  # noqa: S608  (of the catalogue)
        insert = f"insert into copied ({names}) overriding system value values %s"  # noqa: S608  (the same)
        while rows := reading.fetchmany(BATCH):
            look(f"rows of {table} copied", done, whole)
            with connection.cursor() as writing:
                execute_values(writing, insert, rows, f"({typed})", page_size=BATCH)
            connection.commit()
            done += len(rows)
    connection.commit()


if __name__ == "__main__":
    raise SystemExit(main())
