"""What an event costs a consumer when little is stored, and when 200,000 applications are; several runs of each, since
one alone is as noisy as the machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import psycopg2
from psycopg2 import sql

from benchmarks.figures.backlog import Consumer, Drained, kernel_place
from shared.storage.migrations import owner_url
from tests.support.foundations import Foundations

STORED = 200_000
FEW = 1_000
RUNS = 3  # of each

OF_IT, ABOUT_IT = "application_id = %(one)s", "aggregate_id = %(one)s"
OF_ITS_MAILS = "mail_id in (select mail_id from mails where application_id = %(one)s)"
#: What is stored of an application that was submitted, by consumer; what others refer to comes first.
STORED_OF_ONE = {
    "reporting": {
        "event_log": OF_IT, "positions": ABOUT_IT, "applications": OF_IT, "application_states": OF_IT, "stays": OF_IT,
        "searched": OF_IT,
    },
    "eligibility": {
        "selections": OF_IT, "checks": OF_IT, "positions": ABOUT_IT, "outbox": ABOUT_IT, "streams": ABOUT_IT,
    },
    "cohort": {"roster": OF_IT, "mayors": OF_IT, "positions": ABOUT_IT},
    "notifications": {
        "applications": OF_IT, "contacts": OF_IT, "mails": OF_IT, "positions": ABOUT_IT,
        "mail_words": OF_ITS_MAILS,
    },
}  # fmt: skip
#: How copies get values of their own, the same wherever the original stood: by the column, or by its type. Others are
#: copied as they are.
FRESH = {
    "uuid": "md5({column}::text || nth)::uuid",
    "bytea": "sha256(convert_to({column}::text || nth, 'UTF8'))",
    "timestamp with time zone": "({column} - nth * interval '1 second')",
    "tsvector": "array_to_tsvector(array(select one || nth %% 999 from unnest(tsvector_to_array({column})) one))",
    **dict.fromkeys(("code", "ref", "recipient", "message_id"), "{column} || nth"),
    "published_at": "coalesce({column}, now())",
}
#: What became of mails that are no news.
SENT = "update mails set state = 'sent', sent_at = created_at, attempts = 1 where state <> 'sent'"

ONE = "select aggregate_id from positions where aggregate = 'application' limit 1"
COLUMNS = """
select column_name, data_type from information_schema.columns
where table_schema = 'public' and table_name = %s and is_identity = 'NO' order by ordinal_position
"""
COPY = sql.SQL("""
insert into {table} ({names})
select {values} from (select * from {table} where {of_one}) as one, generate_series(1, %(number)s) as nth
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


def cost_of_growth(foundations: Foundations, consumer: Consumer, count: int, folder: Path) -> Growth:
    """`count` events RUNS times on top of FEW, then as many again on top of STORED.

    So many that the pages which PostgreSQL writes whole after a checkpoint weigh as little as in a long run.
    """
    with kernel_place(foundations, consumer, folder) as (here, drain_one):
        drain_one(min(count, FEW))
        few = [drain_one(count) for _ in range(RUNS)]
        fill(foundations, here.database_url, STORED_OF_ONE[consumer.name], STORED - FEW - RUNS * count)
        return Growth(few, [drain_one(count) for _ in range(RUNS)])


def fill(foundations: Foundations, url: str, tables: Mapping[str, str], number: int) -> None:
    """So many more applications in each table, copies of one."""
    with closing(psycopg2.connect(owner_url(foundations.database_admin, url))) as connection:
        connection.autocommit = True  # vacuum runs outside a transaction
        with connection.cursor() as cursor:
            cursor.execute(ONE)
            ((one,),) = cursor.fetchall()
            asked = {"one": one, "number": number}
            for table, of_one in tables.items():
                cursor.execute(COLUMNS, (table,))
                columns = list(cursor.fetchall())
                values = [sql.SQL(fresh(name, kind)).format(column=sql.Identifier(name)) for name, kind in columns]
                names = sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns)
                copy = COPY.format(
                    table=sql.Identifier(table),
                    names=names,
                    values=sql.SQL(", ").join(values),
                    of_one=sql.SQL(of_one),
                )
                cursor.execute(copy, asked)
            if "mails" in tables:
                cursor.execute(SENT)
            cursor.execute("vacuum analyze")
            cursor.execute("checkpoint")  # else writing back what was filled in would count as the events' cost


def fresh(name: str, kind: str) -> str:
    return FRESH.get(name) or FRESH.get(kind, "{column}")
