"""Rows of what waited in queues over time, and of when processes started."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from services.operations.alert_rows import queries
from shared.storage.database import Transaction

#: A queue, the beginning of the time, and the most that waited in it.
Slot = tuple[str, datetime, int]


class History:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def upsert_waiting(self, depths: Mapping[str, int], at: datetime) -> None:
        columns = {"queues": list(depths), "waiting": list(depths.values()), "at": at}
        self._tx.execute(queries.upsert_history, columns)

    def list_waiting(self, since: datetime) -> list[Slot]:
        rows = self._tx.all(queries.list_history, {"since": since})
        return [(row["queue"], row["slot"], row["most"]) for row in rows]

    def thin_waiting(self, before: datetime) -> None:
        self._tx.execute(queries.thin_history, {"before": before})

    def insert_starts(self, starts: Iterable[tuple[str, datetime, str]]) -> None:
        """Service, moment, version; those that are known already change nothing."""
        for service, started_at, version in starts:
            self._tx.later(queries.insert_start, {"service": service, "started_at": started_at, "version": version})

    def count_starts(self, since: datetime) -> dict[str, int]:
        return {row["service"]: row["number"] for row in self._tx.all(queries.count_starts, {"since": since})}

    def delete_before(self, moment: datetime) -> None:
        for statement in (queries.delete_history, queries.delete_starts):
            self._tx.execute(statement, {"before": moment})
