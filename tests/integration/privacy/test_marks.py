"""A mark in every column in which something of a person or a city can stand, planted as the declarations find it: once
they are erased, no column of any table holds it. What stands there of somebody else is as it was.

The tables here take anything, since rules of their columns would keep the mark out. That what erasing leaves keeps
these rules is seen where real rows are erased (tests/e2e/test_erasure.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from shared.contracts.kernel import Subject
from shared.files.store import FileStore
from shared.privacy import kernel_tables
from shared.privacy.declared import CITY, PERSON, Kind, Table, Texts
from shared.privacy.eraser import Eraser, Means
from shared.privacy.erasure_log import PrintKey
from shared.privacy.subject import parameters
from shared.runtime.settings import SERVICES
from shared.security.keys import ensure_keys
from shared.storage.database import Database, Row, as_json
from tests.integration.privacy.test_declarations import personal_of
from tests.support.foundations import Foundations

#: What erasing itself writes to; its rules stay.
OWN = ("erasures", "outbox", "streams", "positions")

LOOSEN = f"""
do $$ declare one record; begin
    for one in select tgrelid::regclass as tab, tgname from pg_trigger where not tgisinternal
    loop
        execute format('alter table %s disable trigger %I', one.tab, one.tgname);
    end loop;
    for one in select conrelid::regclass as tab, conname from pg_constraint
               where connamespace = 'public'::regnamespace and contype in ('c', 'f', 'p', 'u', 'x')
                 and not conrelid::regclass::text = any('{{{",".join(OWN)}}}') loop
        execute format('alter table %s drop constraint if exists %I cascade', one.tab, one.conname);
    end loop;
    for one in select indexrelid::regclass as idx from pg_index join pg_class c on c.oid = indrelid
               where indisunique and c.relnamespace = 'public'::regnamespace
                 and not indrelid::regclass::text = any('{{{",".join(OWN)}}}') loop
        execute format('drop index if exists %s', one.idx);
    end loop;
    for one in select attrelid::regclass as tab, attname from pg_attribute join pg_class c on c.oid = attrelid
               where attnotnull and attnum > 0 and attidentity = '' and c.relkind = 'r'
                 and c.relnamespace = 'public'::regnamespace
                 and not attrelid::regclass::text = any('{{{",".join(OWN)}}}') loop
        execute format('alter table %s alter column %I drop not null', one.tab, one.attname);
    end loop;
end $$
"""  # noqa: S608

COLUMNS = """
select table_name, column_name, data_type, udt_name from information_schema.columns
join information_schema.tables using (table_schema, table_name)
where table_schema = 'public' and table_type = 'BASE TABLE' and table_name !~ 'yoyo'
  and is_identity = 'NO' and is_generated = 'NEVER' order by ordinal_position
"""
SIMPLE: dict[str, Any] = {
    "bool": False, "int2": 1, "int4": 1, "int8": 1, "numeric": 1, "float8": 1, "date": "2027-05-20", "time": "09:00",
    "timestamptz": "2027-05-20T12:00Z", "interval": "1 day", "_int4": [1], "_date": ["2027-05-20"],
}  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """Somebody, or a city, whose every text is `mark`; what they have is all called `thing`."""

    mark: str
    number: int

    @property
    def thing(self) -> UUID:
        return UUID(int=self.number)

    @property
    def address(self) -> str:
        return f"{self.mark}@city.example"

    def subject(self, kind: Kind) -> Subject:
        if kind is CITY:
            return Subject(application_id=self.thing, code=self.mark.upper())
        refs = tuple(f"{owner}:{self.thing}" for owner in ("intake", "cohort", "identity"))
        return Subject(person_id=self.thing, addresses=(self.address,), refs=refs)

    def rows(self, table: Table, types: Row, kind: Kind) -> Iterator[Row]:
        """One with the mark wherever erasing leaves something; and others in which a text says whose they are."""
        marked = marked_in(table, kind)
        base = {column: self._value(column, type_, marked, kind) for column, type_ in types.items()}
        yield base
        for column in (one for one in types if types[one] == "text"):
            yield base | {column: self.address if column in marked else f"person:{self.thing}"}

    def _value(self, column: str, type_: str, marked: Row, kind: Kind) -> Any:
        text = self.mark if column in marked else f"cohort:{self.thing}"
        values = SIMPLE | {
            "text": text, "varchar": text, "_text": [text], "_varchar": [text], "tsvector": f"'{text}'",
            "bytea": text.encode(), "uuid": str(self.thing), "_uuid": [str(self.thing)],
            "jsonb": (document := as_json(self._document(marked.get(column), kind))), "json": document,
        }  # fmt: skip
        return values[type_]

    def _document(self, leaves: Any, kind: Kind) -> Any:
        if leaves is None:
            return {"x": "x"}
        if kind is CITY:
            deep = {"text": self.mark, "many": [self.mark, {"deep": self.mark}], self.mark[:3]: [[self.mark]]}
            return deep if isinstance(leaves, Texts) else {"city": self.mark}
        own = {"email": self.address.upper(), "name": self.mark, "more": {"text": self.mark}}
        return {"who": own, "many": [own, {"deep": [own]}], "alone": self.address}


def marked_in(table: Table, kind: Kind) -> Row:
    """The columns in which something of theirs may stand, and what erasing leaves. A mail's state is none."""
    leaves = {} if table.found(kind) is None or table.name in OWN else table.leaves(kind)
    return {column: left for column, left in leaves.items() if column != "state"}


SUBJECT, NEIGHBOUR = Planted("zqxmarked", 71), Planted("zqxneighbour", 72)


class Tables:
    """One service's, as its administrator sees them."""

    def __init__(self, service: str, admin: Database) -> None:
        self.service, self.personal = service, personal_of(service)
        self._admin = admin
        self.types: dict[str, Row] = {}
        with admin.transaction(seconds=60) as tx:
            tx.execute(LOOSEN)
            for row in tx.all(COLUMNS):
                self.types.setdefault(row["table_name"], {})[row["column_name"]] = row["udt_name"]

    @property
    def declared(self) -> tuple[Table, ...]:
        return (*self.personal.tables, *kernel_tables.TABLES)

    def searched(self, kind: Kind) -> list[Table]:
        return [one for one in self.declared if one.found(kind) is not None and one.name not in OWN]

    def plant(self, who: Planted, kind: Kind) -> list[str]:
        """Rows by which the declarations find them; the tables of which they find none."""
        found = parameters(who.subject(kind))
        with self._admin.transaction(seconds=60) as tx:
            for table in (one for one in self.declared if one.name not in OWN):
                types = self.types[table.name]
                for row in who.rows(table, types, kind):
                    columns = ", ".join(f'"{one}"' for one in row)
                    values = ", ".join(f"%({one})s::{types[one]}" for one in row)
                    tx.execute(f'insert into "{table.name}" ({columns}) values ({values})', row)  # noqa: S608
            return [
                table.name
                for table in self.searched(kind)
                if not tx.all(f'select from "{table.name}" where {table.found(kind)} limit 1', found)
            ]

    def keep_found(self, kind: Kind, *those: Planted) -> None:
        """What the declarations do not find was planted in vain."""
        with self._admin.transaction(seconds=60) as tx:
            places = {}
            for table in self.searched(kind):
                sql = f'select ctid::text as place from "{table.name}" where {table.found(kind)}'  # noqa: S608
                found = [tx.all(sql, parameters(who.subject(kind))) for who in those]
                places[table.name] = [row["place"] for rows in found for row in rows]
            for name, kept in places.items():
                tx.execute(f'delete from "{name}" where not ctid = any(%s::tid[])', (kept,))  # noqa: S608

    def holding(self, who: Planted) -> dict[str, int]:
        """Tables with rows in which the mark stands, as text or as bytes; how many."""
        marks = {"text": f"%{who.mark}%", "bytes": f"%{who.mark.encode().hex()}%"}
        found = {}
        with self._admin.transaction(seconds=60) as tx:
            for name in self.types:
                sql = f'select count(*) as n from "{name}" x where x::text ilike %(text)s or x::text ilike %(bytes)s'  # noqa: S608
                found[name] = int(tx.one(sql, marks)["n"])
        return {name: count for name, count in found.items() if count}


@pytest.fixture(params=SERVICES)
def tables(request: pytest.FixtureRequest, foundations: Foundations) -> Iterator[tuple[Tables, Database]]:
    """And the database as the service opens it; thrown away, since nobody could use it again."""
    service = request.param
    url = foundations.database_of(service)
    admin = Database(foundations.administered(urlsplit(url).path[1:]), size=1)
    own = Database(url, size=1)
    with closing(admin), closing(own):
        yield Tables(service, admin), own
    foundations.drop_database(url)


@pytest.mark.parametrize("kind", [PERSON, CITY])
def test_what_was_erased_stands_in_no_column(tables: tuple[Tables, Database], kind: Kind, tmp_path: Path) -> None:
    real, database = tables
    for who in (NEIGHBOUR, SUBJECT):
        assert real.plant(who, kind) == [], "rows that no declaration finds"
        real.keep_found(kind, *((NEIGHBOUR, SUBJECT) if who is SUBJECT else (who,)))
    others = real.holding(NEIGHBOUR)
    planted = real.holding(SUBJECT)
    assert planted.keys() == {table.name for table in real.declared if marked_in(table, kind)}

    ensure_keys(tmp_path, (real.service,))
    means = Means(real.personal, PrintKey(tmp_path / f"{real.service}.prints"), FileStore(tmp_path / "files"))
    with database.transaction(seconds=60) as tx:
        Eraser(tx, means).erase(SUBJECT.subject(kind), "local-admin", tx.now(), "agreed")
    assert real.holding(SUBJECT) == {}
    assert real.holding(NEIGHBOUR) == others
