"""The rows of one table that hold a subject's data: found, shown, counted, and what erasing leaves in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shared.contracts.kernel import TableErasure
from shared.privacy.blanking import parts_of_person, without_person, without_texts
from shared.privacy.declared import CITY, Kind, Table, Texts, Words
from shared.storage.database import Row, Transaction, as_json


@dataclass(frozen=True)
class Rows:
    """Those of `table` that `condition` finds. Names of tables, columns and conditions are of our declarations."""

    tx: Transaction
    table: Table
    kind: Kind
    condition: str
    params: Row

    def shown(self, start: int, limit: int) -> list[Row]:
        """Whole rows, what proves something to us aside; of a document that is many people's, the person's part."""
        sql = f'select to_jsonb(t) as row from "{self.table.name}" t where {self.condition} order by ctid'  # noqa: S608  # nosec B608 - of our declarations
        page = {"start": start, "limit": limit}
        found = self.tx.all(f"{sql} offset %(start)s limit %(limit)s", self.params | page)
        return [self._show(one["row"]) for one in found]

    def count(self) -> int:
        """How many rows erasing would change."""
        if self._deletes:
            sql = f'select count(*) as n from "{self.table.name}" where {self.condition}'  # noqa: S608  # nosec B608 - of our declarations
            return int(self.tx.one(sql, self.params)["n"])
        return sum(1 for _ in self._changes(locked=False)) if self._leaves else 0

    def erase(self) -> int:
        """How many rows it has changed."""
        if self._deletes:
            return self.tx.execute(f'delete from "{self.table.name}" where {self.condition}', self.params)  # noqa: S608  # nosec B608 - of our declarations
        if not self._leaves:
            return 0
        changes = list(self._changes(locked=True))
        for place, left in changes:
            self.tx.later(self._update(), left | {"place": place})
        return len(changes)

    def told(self, rows: int) -> TableErasure:
        return TableErasure(table=self.table.name, rows=rows, deleted=self._deletes)

    @property
    def _deletes(self) -> bool:
        return self.kind in self.table.gone

    @property
    def _leaves(self) -> dict[str, Any]:
        return self.table.leaves(self.kind)

    @property
    def _documents(self) -> dict[str, Texts]:
        return {column: leaves for column, leaves in self._leaves.items() if isinstance(leaves, Texts)}

    @property
    def _words(self) -> dict[str, Words]:
        return {column: leaves for column, leaves in self._leaves.items() if isinstance(leaves, Words)}

    @property
    def _plain_columns(self) -> dict[str, str]:
        return {column: leaves for column, leaves in self._leaves.items() if isinstance(leaves, str)}

    def _changes(self, *, locked: bool) -> Iterator[tuple[str, Row]]:
        """Each row that is not yet as erasing leaves it: where it lies, its new documents, and their words."""
        stale = " or ".join(f'"{c}" is distinct from {leaves}' for c, leaves in self._plain_columns.items()) or "false"
        columns = "".join(f', "{column}"' for column in self._documents)
        sql = f'select ctid::text as place, ({stale}) as stale{columns} from "{self.table.name}" where {self.condition}'  # noqa: S608  # nosec B608 - of our declarations
        for row in self.tx.all(sql + (" for update" if locked else ""), self.params):
            documents = {column: self._blanked(row[column], texts) for column, texts in self._documents.items()}
            if row["stale"] or any(documents[column] != row[column] for column in documents):
                words = {column: leaves.of(documents[leaves.document]) for column, leaves in self._words.items()}
                yield row["place"], {column: as_json(one) for column, one in documents.items()} | words

    def _blanked(self, value: Any, texts: Texts) -> Any:
        if self.kind is CITY:
            return without_texts(value, texts.kept)
        return without_person(value, self.params["addresses"], texts.kept)

    def _update(self) -> str:
        sets = [f'"{column}" = {leaves}' for column, leaves in self._plain_columns.items()]
        sets += [f'"{column}" = %({column})s' for column in self._documents]
        sets += [f'"{column}" = array_to_tsvector(%({column})s::text[])' for column in self._words]
        return f'update "{self.table.name}" set {", ".join(sets)} where ctid = %(place)s::tid'  # noqa: S608  # nosec B608 - of our declarations

    def _show(self, row: Row) -> Row:
        hidden = set(self.table.hidden.split())
        shown = {
            name: value
            for name, value in row.items()
            if name not in hidden and not (isinstance(value, str) and value.startswith("\\x"))
        }
        if self.kind is not CITY:
            for column in self._documents.keys() & shown.keys():
                shown[column] = parts_of_person(shown[column], self.params["addresses"])
        return shown


def rows_of(tx: Transaction, tables: tuple[Table, ...], kind: Kind, params: Row) -> Iterator[Rows]:
    """One for each table that holds anything of that kind of subject."""
    for table in tables:
        condition = table.found(kind)
        if condition is not None:
            yield Rows(tx, table, kind, condition, params)
