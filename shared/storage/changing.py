"""Changes of plain columns of a row, which need no statement, method or fake of their own:

    visit = repository.change(visit, state="held", held_on=request.held_on)

A repository's `kept` says where its records stand. What does more than put values in place of others, counts on what a
row holds meanwhile, or is of many rows, is a named statement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, ClassVar, TypeVar

from shared.storage.database import Transaction, as_json

Record = TypeVar("Record")


@dataclass(frozen=True)
class Kept:
    """The table of a record, whose fields are named as its columns, and those by which a row is found."""

    table: str
    key: tuple[str, ...]


class Changes:
    """A part of a repository."""

    kept: ClassVar[Mapping[type, Kept]]
    _tx: Transaction

    def change(self, record: Record, **columns: Any) -> Record:
        """The record as its row is from now on. A mapping stands as JSON. Raises TypeError for a column that the record
        does not have, and LookupError where there is no such row."""
        changed: Record = replace(record, **columns)  # type: ignore[type-var]
        if not columns:
            return changed
        kept = self.kept[type(record)]
        written = {name: as_json(value) if isinstance(value, Mapping) else value for name, value in columns.items()}
        key = {name: getattr(record, name) for name in kept.key}
        if self._tx.execute(statement_of(kept, tuple(columns)), written | key) != 1:
            raise LookupError(f"no row of {kept.table}")
        return changed


@cache
def statement_of(kept: Kept, columns: tuple[str, ...]) -> str:
    changes = ", ".join(f"{name} = %({name})s" for name in columns)
    of = " and ".join(f"{name} = %({name})s" for name in kept.key)
    return f"update {kept.table} set {changes} where {of}"  # noqa: S608  # nosec B608 - names of our own columns
