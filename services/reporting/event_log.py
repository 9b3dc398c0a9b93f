"""Rows of the event log: a chain that only grows, and what of it is of the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.reporting.domain import Standing
from services.reporting.entries import NewEntry
from services.reporting.event_chain import Entry
from services.reporting.facts import Moment
from services.reporting.named_sql import queries
from shared.contracts.envelope import Envelope
from shared.storage.database import Transaction


@dataclass(frozen=True)
class Head:
    """Where the next entry of the event log goes."""

    hash: bytes
    next_at: datetime


@dataclass(frozen=True)
class Link:
    """An entry of the event log as a part of its chain, whose event it holds, and how it stands in the audit trail."""

    source: str
    event_id: UUID
    entry: Entry
    standing: Standing | None


class EventLog:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def lock_event_log(self) -> None:
        """A statement of its own: the next one then sees what the writer before has committed."""
        self._tx.one(queries.lock_event_log)

    def get_head(self) -> Head:
        row = self._tx.one(queries.get_head)
        return Head(bytes(row["hash"]), row["next_at"])

    def insert_events(self, entries: Sequence[NewEntry]) -> None:
        self._tx.later(
            queries.insert_events,
            {
                "envelopes": [entry.arrival.canonical.decode() for entry in entries],
                "application_ids": [entry.arrival.application_id for entry in entries],
                "moments": [entry.recorded_at for entry in entries],
                "previous_hashes": [entry.previous_hash for entry in entries],
                "hashes": [entry.hash for entry in entries],
            },
        )

    def list_links(self, after: int, limit: int) -> list[Link]:
        rows = self._tx.all(queries.list_links, {"after": after, "limit": limit})
        return [
            Link(
                row["source"],
                row["event_id"],
                Entry(row["seq"], row["recorded_at"], row["envelope"], bytes(row["previous_hash"]), bytes(row["hash"])),
                None if row["kind"] is None else Standing(row["kind"], row["actor"], row["code"]),
            )
            for row in rows
        ]

    def find_hash(self, seq: int) -> bytes | None:
        row = self._tx.find(queries.find_hash, {"seq": seq})
        return None if row is None else bytes(row["hash"])

    def get_last_number(self) -> int:
        return int(self._tx.one(queries.get_last_number)["number"])

    def get_present(self) -> datetime:
        """A moment by which everything that is ever recorded before it can be seen: what a report as of it rests on.

        Waits for the append under way. A clock that was put back does not hide what was recorded before.
        """
        moment: datetime = self._tx.one(queries.await_appends)["moment"]
        last: datetime | None = self._tx.one(queries.get_last_recorded_at)["recorded_at"]
        return moment if last is None else max(moment, last)

    def list_events(self, application_id: UUID, as_of: datetime) -> list[Envelope]:
        rows = self._tx.all(queries.list_events, {"application_id": application_id, "as_of": as_of})
        return [Envelope.model_validate(row["envelope"]) for row in rows]

    def insert_audited(self, moment: Moment, standing: Standing) -> None:
        """The entry that was recorded then is of the audit trail."""
        self._tx.later(queries.insert_audited, standing._asdict() | vars(moment))
