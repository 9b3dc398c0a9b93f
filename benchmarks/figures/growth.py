"""What an event costs the event log's keeper when little is stored, and when 200,000 events are."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql

from benchmarks.figures.backlog import OWN, Drained, kernel_place
from shared.storage.migrations import owner_url
from tests.support.foundations import Foundations

TABLES = ("event_log", "positions", "applications", "application_states")
STORED = 200_000
FEW = 1_000

#: How a copy of a row gets values of its own, by the column's type. Other columns are copied as they are.
FRESH = {
    "uuid": "gen_random_uuid()",
    "bytea": "sha256(gen_random_uuid()::text::bytea)",
    "timestamp with time zone": "({column} - number * interval '1 second')",
}


COLUMNS = """
select column_name, data_type from information_schema.columns
where table_schema = 'public' and table_name = %s and is_identity = 'NO' order by ordinal_position
"""
COPY = sql.SQL("""
insert into {table} ({names})
select {values} from (select * from {table} limit 1) as one, generate_series(1, %s) as number
""")


@dataclass(frozen=True)
class Growth:
    few: Drained
    many: Drained

    @property
    def ratio(self) -> float:
        """Of the CPU time that an event costs, its consumer's and PostgreSQL's."""
        return cost_us(self.many) / cost_us(self.few)

    def as_dict(self) -> dict[str, Any]:
        return {name: drained.as_dict() for name, drained in (("few", self.few), ("many", self.many))} | {
            "ratio": round(self.ratio, 2)
        }


def cost_us(drained: Drained) -> float:
    return drained.cpu_us["consumer"] + drained.cpu_us["postgres"]


def cost_of_growth(foundations: Foundations, count: int, folder: Path) -> Growth:
    """`count` events on top of FEW, then as many again on top of STORED.

    So many that the pages which PostgreSQL writes whole after a checkpoint weigh as little as in a long run.
    """
    (reporting,) = (consumer for consumer in OWN if consumer.name == "reporting")
    with kernel_place(foundations, reporting, folder) as (here, drain_one):
        drain_one(min(count, FEW))
        few = drain_one(count)
        fill(foundations, here.database_url, STORED - FEW - count)
        return Growth(few, drain_one(count))


def fill(foundations: Foundations, url: str, number: int) -> None:
    """So many more rows in each table, copies of one: with ids, hashes and moments of their own."""
    with closing(psycopg2.connect(owner_url(foundations.database_admin, url))) as connection:
        connection.autocommit = True  # vacuum runs outside a transaction
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(COLUMNS, (table,))
                columns = list(cursor.fetchall())
                values = [
                    sql.SQL(FRESH.get(kind, "{column}")).format(column=sql.Identifier(name)) for name, kind in columns
                ]
                copy = COPY.format(
                    table=sql.Identifier(table),
                    names=sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns),
                    values=sql.SQL(", ").join(values),
                )
                cursor.execute(copy, (number,))
            cursor.execute("vacuum analyze")
            cursor.execute("checkpoint")  # else writing back what was filled in would count as the events' cost
