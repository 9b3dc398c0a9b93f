"""Rows of the work queue: written by projections, read by kinds and by whom they wait for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.reporting.named_sql import queries
from services.reporting.work import Opened
from shared.contracts.events import Event
from shared.storage.database import Row, Transaction, as_ids, as_rows


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


Place = tuple[str, str]  # of a kind, its key


class Changes:
    """What of the work queue has changed and is not written yet: what was there before it goes first."""

    def __init__(self) -> None:
        self.closed: set[Place] = set()
        self.ended: dict[UUID, set[str]] = {}  # of an aggregate all of these kinds
        self._opened: dict[UUID, dict[Place, Row]] = {}  # by aggregate

    @property
    def opened(self) -> list[Row]:
        return [row for rows in self._opened.values() for row in rows.values()]

    def open(self, aggregate_id: UUID, row: Row) -> None:
        """`since` stays where it waits already."""
        rows, at = self._opened.setdefault(aggregate_id, {}), (row["kind"], row["key"])
        waiting = rows.get(at)
        rows[at] = row | ({"since": waiting["since"]} if waiting else {})

    def close(self, aggregate_id: UUID, at: Place) -> None:
        self._opened.get(aggregate_id, {}).pop(at, None)
        self.closed.add(at)

    def end(self, aggregate_id: UUID, kinds: Sequence[str]) -> None:
        self.ended.setdefault(aggregate_id, set()).update(kinds)
        rows = self._opened.get(aggregate_id, {})
        for at in [at for at in rows if at[0] in kinds]:
            del rows[at]


class WorkRows:
    """While events are gathered, what they change is kept, and written in a statement for each kind of change."""

    _tx: Transaction
    _work: Changes
    _gathering: bool

    def upsert_work(self, kind: str, event: Event, opened: Opened, since: datetime) -> None:
        row = {
            "kind": kind,
            "key": opened.key,
            "aggregate_id": event.aggregate_id,
            "application_id": getattr(event, "application_id", None),
            "code": getattr(event, "code", None),
            "person_id": opened.person_id,
            "since": since,
            "due_on": opened.due_on,
            "values": dict(opened.values),
        }
        self._work.open(event.aggregate_id, row)
        self._write_work_unless_gathering()

    def delete_work(self, kind: str, event: Event, key: str) -> None:
        self._work.close(event.aggregate_id, (kind, key))
        self._write_work_unless_gathering()

    def delete_work_of(self, aggregate_id: UUID, kinds: Sequence[str]) -> None:
        self._work.end(aggregate_id, kinds)
        self._write_work_unless_gathering()

    def write_work(self) -> None:
        if self._work.ended:
            ended = {"aggregates": as_ids(self._work.ended), "kinds": list(map(" ".join, self._work.ended.values()))}
            self._tx.later(queries.delete_work_of, ended)
        if self._work.closed:
            kinds, keys = zip(*sorted(self._work.closed), strict=True)
            self._tx.later(queries.delete_work, {"kinds": list(kinds), "keys": list(keys)})
        if opened := self._work.opened:
            self._tx.later(queries.upsert_work, {"rows": as_rows(opened)})
        self._work = Changes()

    def _write_work_unless_gathering(self) -> None:
        if not self._gathering:
            self.write_work()

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
