"""What `change` of a repository does (shared/storage/changing.py), over a fake: the record takes another's place
wherever it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from shared.storage.changing import Kept


class FakeChanges:
    """`kept`: the service's own."""

    kept: ClassVar[Mapping[type, Kept]]

    def change(self, record: Any, **columns: Any) -> Any:
        key = self.kept[type(record)].key
        changed = replace(record, **columns)
        found = [
            (table, at)
            for table in vars(self).values()
            if isinstance(table, dict)
            for at, one in table.items()
            if type(one) is type(record) and all(getattr(one, name) == getattr(record, name) for name in key)
        ]
        if not found:
            raise LookupError(f"no row of {type(record).__name__}")
        for table, at in found:
            table[at] = changed
        return changed
