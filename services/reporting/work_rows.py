"""Rows of the work queue: written by projections, read by kinds and by whom they wait for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.reporting.named_sql import queries
from services.reporting.work import Opened
from shared.contracts.events import Event
from shared.storage.database import Row, Transaction, as_json


@dataclass(frozen=True)
class Seen:
    """Which work somebody sees, by kind: all of it, what of it is late, of the cities they coach, of what is theirs,
    what names them. `passing`: what is not shown after its day."""

    everywhere: Sequence[str] = ()
    late: Sequence[str] = ()
    coached: Sequence[str] = ()
    own: Sequence[str] = ()
    named: Sequence[str] = ()
    passing: Sequence[str] = ()
    person: UUID | None = None


class WorkRows:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def upsert_work(self, kind: str, event: Event, opened: Opened, since: datetime) -> None:
        columns = {
            "kind": kind,
            "key": opened.key,
            "aggregate_id": event.aggregate_id,
            "application_id": getattr(event, "application_id", None),
            "code": getattr(event, "code", None),
            "person_id": opened.person_id,
            "since": since,
            "due_on": opened.due_on,
            "values": as_json(dict(opened.values)),
        }
        self._tx.later(queries.upsert_work, columns)

    def delete_work(self, kind: str, key: str) -> None:
        self._tx.later(queries.delete_work, {"kind": kind, "key": key})

    def delete_work_of(self, aggregate_id: UUID, kinds: Sequence[str]) -> None:
        self._tx.later(queries.delete_work_of, {"aggregate_id": aggregate_id, "kinds": list(kinds)})

    def list_work(self, seen: Seen, today: date, each: int) -> list[Row]:
        """Of each kind the first `each`, the most urgent first."""
        return self._tx.all(queries.list_work, asked(seen, today) | {"kinds": kinds_of(seen), "each": each})

    def count_work(self, seen: Seen, today: date) -> list[tuple[str, int, int]]:
        """Kind, how many, how many of them are overdue."""
        rows = self._tx.all(queries.count_work, asked(seen, today))
        return [(row["kind"], row["number"], row["late"]) for row in rows]


def kinds_of(seen: Seen) -> list[str]:
    return sorted({*seen.everywhere, *seen.late, *seen.coached, *seen.own, *seen.named})


def asked(seen: Seen, today: date) -> Row:
    parts = ("everywhere", "late", "coached", "own", "named", "passing")
    return {name: list(getattr(seen, name)) for name in parts} | {"person": seen.person, "today": today}
