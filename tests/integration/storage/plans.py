"""How PostgreSQL reads a service's tables when they hold much: made-up rows, made-up parameters, `explain`.

A table is read as a whole where no index serves: by a sequential scan, or by all of an index, unless a limit ends it. A
sequential scan that PostgreSQL merely prefers, since of the rows made up here so many match, is none: it is asked again
with such scans forbidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from psycopg2 import errors, sql

from tests.integration.storage.growing import MOST
from tests.support.foundations import Foundations

ROWS = 10_000
FEW = 5  # of a table that stays small
RARE = 50  # one row in so many is in another state than most
PARAMETER = re.compile(r"%\((\w+)\)s")
ABSENT = re.compile(r"%\((\w+)\)s(?:::[\w\[\]]+)? is null", re.IGNORECASE)
UNTYPED = re.compile(r"could not determine data type of parameter \$(\d+)")

#: A value for each row, by its number; for a parameter the number is 1.
VALUES = {
    "uuid": "md5({n}::text)::uuid",
    "text": "'v' || {n}",
    "character varying": "'v' || {n}",
    "integer": "{n}::integer",
    "smallint": "({n} % 1000)::smallint",
    "bigint": "{n}::bigint",
    "numeric": "{n}::numeric",
    "double precision": "{n}::double precision",
    "boolean": "{n} % {rare} = 0",
    "date": "date '2026-01-01' + ({n} % 1000)::integer",
    "timestamp with time zone": "timestamptz '2026-01-01' + {n} * interval '1 minute'",
    "time without time zone": "time '09:00'",
    "interval": "{n} * interval '1 minute'",
    "jsonb": "jsonb_build_array(jsonb_build_object('n', {n}))",
    "json": "json_build_array(json_build_object('n', {n}))",
    "bytea": "sha256({n}::text::bytea)",
    "text[]": "array['v' || {n}]",
    "uuid[]": "array[md5({n}::text)::uuid]",
    "integer[]": "array[{n}::integer]",
    "bigint[]": "array[{n}::bigint]",
    "tsvector": "to_tsvector('simple', 'v' || {n})",
    "inet": "inet '127.0.0.1'",
}

TABLES = """
select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname !~ '^_?yoyo'
order by relname
"""
COLUMNS = """
select attname, format_type(atttypid, atttypmod), attnotnull, attidentity <> '', attgenerated <> ''
from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped order by attnum
"""
CHECKS = """
select conname, contype::text, pg_get_constraintdef(oid) from pg_constraint
where conrelid = %s::regclass and contype in ('c', 'x')
"""
UNIQUE = """
select a.attname from pg_index as i join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
where i.indrelid = %s::regclass and i.indisunique
"""
INDEXES = "select indexrelid::regclass::text, indrelid::regclass::text, indpred is not null from pg_index"
ONE_OF = re.compile(r"\(?(\w+) = ANY \(+ARRAY\[(.*?)\]")


@contextmanager
def filled(foundations: Foundations, service: str, bounded: Mapping[str, str]) -> Iterator[Plans]:
    """The service's tables, with ROWS in each but the bounded, as their owner's administrator sees them."""
    url = foundations.database_of(service)
    try:
        with closing(psycopg2.connect(foundations.administered(urlsplit(url).path[1:]))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(TABLES)
                tables = [name for (name,) in cursor.fetchall()]
                cursor.execute("set session_replication_role = replica")  # foreign keys are not looked at
                for table in tables:
                    fill(cursor, table, FEW if table in bounded else ROWS)
                cursor.execute("vacuum analyze")
                cursor.execute(INDEXES)
                indexes = {index: (table, partial) for index, table, partial in cursor.fetchall()}
                yield Plans(cursor, tables, indexes, frozenset(tables) - set(bounded))
    finally:
        foundations.drop_database(url)


def fill(cursor: Any, table: str, rows: int) -> None:
    """Whatever may be null is so in one row of RARE; of a few states nearly all rows have the last."""
    name = sql.Identifier(table)
    states = {}
    cursor.execute(CHECKS, (table,))
    for constraint, _, definition in cursor.fetchall():
        states |= dict(ONE_OF.findall(definition))
        cursor.execute(sql.SQL("alter table {} drop constraint {}").format(name, sql.Identifier(constraint)))
    cursor.execute(UNIQUE, (table,))
    unique = {column for (column,) in cursor.fetchall()}
    cursor.execute(COLUMNS, (table,))
    columns = [row for row in cursor.fetchall() if not (row[3] or row[4])]
    values = [
        value(kind, states_of(table, column, states), may_be_null=not (needed or column in unique))
        if column not in unique
        else VALUES[kind].format(n="n", rare=RARE)
        for column, kind, needed, _, _ in columns
    ]
    statement = sql.SQL("insert into {} ({}) select {} from generate_series(1, {}) as n").format(
        name,
        sql.SQL(", ").join(sql.Identifier(column) for column, *_ in columns),
        sql.SQL(", ").join(map(sql.SQL, values)),
        sql.Literal(rows),
    )
    try:
        cursor.execute(statement)
    except errors.UniqueViolation:
        cursor.execute(sql.SQL("{} on conflict do nothing").format(statement))


def states_of(table: str, column: str, states: Mapping[str, str]) -> tuple[str, str] | None:
    """The first and the last, or that of most rows, as they stand in the check."""
    if column not in states:
        return None
    named, most = states[column].split(","), MOST.get((table, column))
    return named[0], named[-1] if most is None else f"'{most}'"


def value(kind: str, states: tuple[str, str] | None, *, may_be_null: bool) -> str:
    made = VALUES[kind].format(n="n", rare=RARE)
    if states is not None:
        made = f"case when n % {RARE} = 0 then {states[0]} else {states[1]} end"
    return f"case when n % {RARE} > 0 then {made} end" if may_be_null else made


@dataclass(frozen=True)
class Plans:
    """Explains statements over the filled tables."""

    cursor: Any
    tables: Sequence[str]
    indexes: Mapping[str, tuple[str, bool]]  # by name: of which table, and whether of a part of its rows
    growing: frozenset[str]

    def read_whole(self, statement: str) -> dict[str, str]:
        """The growing tables that it reads as a whole, and the plan by which it does: with its parameters given, then
        without those that it can do without."""
        found = {}
        for left_out in [set(), set(ABSENT.findall(statement))]:
            asked = self.with_values(statement, left_out)
            for table in self._whole(asked) & self._forbidden(asked):
                found.setdefault(table, self.shown(asked))
        return found

    def with_values(self, statement: str, left_out: set[str]) -> str:
        kinds = self._kinds(statement)
        names = iter(enumerate(PARAMETER.findall(statement)))

        def written(_: Any) -> str:
            number, name = next(names)
            kind = kinds[number]
            if name in left_out or kind not in VALUES:
                return f"null::{kind}"
            return f"({VALUES[kind].format(n=7, rare=RARE)})"

        return PARAMETER.sub(written, statement).replace("%%", "%")

    def shown(self, statement: str) -> str:
        self.cursor.execute(f"explain (costs off) {statement}")
        return "\n".join(line for (line,) in self.cursor.fetchall())

    def _kinds(self, statement: str) -> list[str]:
        """The type of each parameter, as PostgreSQL reads it from its place."""
        untyped: set[int] = set()
        while True:
            numbers = iter(range(1, 1_000))

            def placed(_: Any, numbers: Iterator[int] = numbers) -> str:
                number = next(numbers)
                return f"${number}::text" if number in untyped else f"${number}"

            try:
                self.cursor.execute("prepare one as " + PARAMETER.sub(placed, statement).replace("%%", "%"))
                break
            except (errors.IndeterminateDatatype, errors.AmbiguousParameter) as error:
                (number,) = UNTYPED.findall(str(error))
                untyped.add(int(number))
        self.cursor.execute("select parameter_types::text[] from pg_prepared_statements where name = 'one'")
        ((kinds,),) = self.cursor.fetchall()
        self.cursor.execute("deallocate one")
        return list(kinds)

    def _whole(self, statement: str) -> set[str]:
        self.cursor.execute(f"explain (format json) {statement}")
        ((((plan,),),),) = (self.cursor.fetchall(),)
        return set(self._reads(plan["Plan"], limited=False))

    def _forbidden(self, statement: str) -> set[str]:
        self.cursor.execute("set enable_seqscan = off")
        try:
            return self._whole(statement)
        finally:
            self.cursor.execute("reset enable_seqscan")

    def _reads(self, node: Mapping[str, Any], *, limited: bool) -> Iterator[str]:
        """What a plan reads as a whole."""
        limited = limited or node["Node Type"] == "Limit"
        if node["Node Type"] == "Seq Scan":
            table, partial = node["Relation Name"], False
        else:
            table, partial = self.indexes.get(node.get("Index Name", ""), ("", False))
        reads_all = "Index Cond" not in node and not partial and not (limited and node["Node Type"] != "Seq Scan")
        if table in self.growing and reads_all:
            yield table
        for below in node.get("Plans", ()):
            yield from self._reads(below, limited=limited)
