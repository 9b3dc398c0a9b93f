"""What an event costs the event log's keeper when little is stored, and when 200,000 events are; several runs of each,
since one alone is as noisy as the machine."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import psycopg2
from psycopg2 import sql

from benchmarks.figures.backlog import OWN, Drained, kernel_place
from shared.storage.migrations import owner_url
from tests.support.foundations import Foundations

TABLES = ("event_log", "positions", "applications", "application_states")
STORED = 200_000
FEW = 1_000
RUNS = 3  # of each

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
    few: Sequence[Drained]
    many: Sequence[Drained]

    @property
    def ratio(self) -> float:
        """Of the CPU time that an event costs, its consumer's and PostgreSQL's: of the medians."""
        return median(map(cost_us, self.many)) / median(map(cost_us, self.few))

    @property
    def spread(self) -> tuple[float, float]:
        """The least and the most that the runs allow it to be."""
        few, many = [*map(cost_us, self.few)], [*map(cost_us, self.many)]
        return min(many) / max(few), max(many) / min(few)

    def as_dict(self) -> dict[str, Any]:
        runs = {"few": self.few, "many": self.many}
        found: dict[str, Any] = {name: [one.as_dict() for one in drained] for name, drained in runs.items()}
        return found | {"ratio": round(self.ratio, 2), "spread": [round(one, 2) for one in self.spread]}


def cost_us(drained: Drained) -> float:
    return drained.cpu_us["consumer"] + drained.cpu_us["postgres"]


def cost_of_growth(foundations: Foundations, count: int, folder: Path) -> Growth:
    """`count` events RUNS times on top of FEW, then as many again on top of STORED.

    So many that the pages which PostgreSQL writes whole after a checkpoint weigh as little as in a long run.
    """
    (reporting,) = (consumer for consumer in OWN if consumer.name == "reporting")
    with kernel_place(foundations, reporting, folder) as (here, drain_one):
        drain_one(min(count, FEW))
        few = [drain_one(count) for _ in range(RUNS)]
        fill(foundations, here.database_url, STORED - FEW - RUNS * count)
        return Growth(few, [drain_one(count) for _ in range(RUNS)])


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
