"""Rows of saved views."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.reporting.named_sql import queries
from shared.contracts.reporting import ApplicationFilters
from shared.program.folding import fold
from shared.storage.database import Transaction, as_json


@dataclass(frozen=True)
class KeptView:
    """`own`: of whoever it was asked for."""

    id: UUID
    name: str
    own: bool
    shared: bool
    filters: ApplicationFilters

    def is_called(self, name: str) -> bool:
        return folded(self.name) == folded(name)


class SavedViews:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def lock(self) -> None:
        """A statement of its own: the next one then sees what the one before has committed."""
        self._tx.all(queries.lock_saved_views)

    def list_views(self, person_id: UUID | None) -> list[KeptView]:
        """Theirs, then those that are shared; of nobody the latter alone."""
        rows = self._tx.all(queries.list_saved_views, {"person_id": person_id})
        return [
            KeptView(row["view_id"], row["name"], row["own"], row["shared"], ApplicationFilters(**row["filters"]))
            for row in rows
        ]

    def insert_view(self, view: KeptView, person_id: UUID) -> None:
        filters = as_json(view.filters.model_dump(mode="json", exclude_defaults=True))
        columns = {"view_id": view.id, "person_id": person_id, "name": view.name, "folded_name": folded(view.name)}
        self._tx.execute(queries.insert_saved_view, columns | {"filters": filters, "shared": view.shared})

    def delete_view(self, view_id: UUID) -> None:
        self._tx.execute(queries.delete_saved_view, {"view_id": view_id})


def folded(name: str) -> str:
    """A name of signs alone is told apart as it stands."""
    return fold(name) or name
