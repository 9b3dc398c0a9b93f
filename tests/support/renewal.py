"""A database of a test made as it was when it was copied, which costs a tenth of a new copy.

What a test only wrote is deleted. Where it changed anything else (a function, a setting, a row that the migrations
left) the database is not made anew here, but thrown away by its owner.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg2
from psycopg2 import sql

#: Each object of the schema with the transaction that wrote it, and the database's own settings.
SCHEMA = """
select md5(string_agg(what, ' ' order by what)) from (
    select concat('class', oid, ' ', xmin) as what from pg_class where oid >= 16384
    union all select concat('column', attrelid, ' ', attnum, ' ', xmin) from pg_attribute where attrelid >= 16384
    union all select concat('default', oid, ' ', xmin) from pg_attrdef
    union all select concat('constraint', oid, ' ', xmin) from pg_constraint where oid >= 16384
    union all select concat('trigger', oid, ' ', xmin) from pg_trigger
    union all select concat('function', oid, ' ', xmin) from pg_proc where oid >= 16384
    union all select concat('setting', setconfig::text) from pg_db_role_setting, pg_database d
              where setdatabase = d.oid and datname = current_database()
) as parts
"""
TABLES = """
select schemaname, tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2
"""
SEQUENCES = """
select schemaname, sequencename from pg_sequences where last_value is null order by 1, 2
"""
OTHERS = """
select pg_terminate_backend(pid, 5000) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()
"""


@dataclass(frozen=True)
class Original:
    """What a new copy is like: its schema, the rows that it has, and what is empty and unused in it."""

    schema: str
    rows: str
    filled: tuple[tuple[str, str], ...]
    empty: tuple[tuple[str, str], ...]
    unused: tuple[tuple[str, str], ...]  # sequences

    @classmethod
    def of(cls, url: str) -> Original:
        with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
            tables = asked(cursor, TABLES)
            filled = tuple(t for t in tables if asked(cursor, "select exists (select from {})", t)[0][0])
            return cls(
                schema=asked(cursor, SCHEMA)[0][0],
                rows=rows_of(cursor, filled),
                filled=filled,
                empty=tuple(t for t in tables if t not in filled),
                unused=tuple(asked(cursor, SEQUENCES)),
            )

    def renew(self, url: str) -> bool:
        """End what is connected, and delete what was written. False: something else has changed, too."""
        try:
            with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
                cursor.execute(OTHERS)
                cursor.fetchall()
                if (asked(cursor, SCHEMA)[0][0], rows_of(cursor, self.filled)) != (self.schema, self.rows):
                    return False
                cursor.execute("set local session_replication_role = replica")  # in any order, and no trigger objects
                cursor.execute(sql.SQL("; ").join(self._statements()))
                return True
        except psycopg2.Error:
            return False

    def _statements(self) -> list[sql.Composable]:
        deleting = [sql.SQL("delete from {}").format(sql.Identifier(*table)) for table in self.empty]
        again = "select setval({}::regclass, 1, false)"
        return [*deleting, *(sql.SQL(again).format(sql.Literal(".".join(each))) for each in self.unused)]


def rows_of(cursor: Any, tables: tuple[tuple[str, str], ...]) -> str:
    digest = "select md5(string_agg(each::text, ' ' order by each::text)) from {} as each"
    return " ".join(asked(cursor, digest, table)[0][0] for table in tables)


def asked(cursor: Any, statement: str, *names: tuple[str, str]) -> list[Any]:
    cursor.execute(sql.SQL(statement).format(*(sql.Identifier(*name) for name in names)))
    return list(cursor.fetchall())
