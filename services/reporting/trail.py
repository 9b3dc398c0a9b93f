"""Entries of the event log that are of the audit trail, found by its index (`audit_trail`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.reporting.named_sql import queries
from shared.contracts.envelope import Envelope
from shared.contracts.reporting import AuditKind
from shared.storage.database import Transaction


@dataclass(frozen=True)
class Audited:
    seq: int
    kind: AuditKind
    actor: str
    code: str | None
    envelope: Envelope


class Trail:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def list_audited(
        self,
        actor: str | None,
        code: str | None,
        kind: AuditKind | None,
        since: datetime | None,
        as_of: datetime | None,
        before: int | None,
        limit: int,
        counted: int,
    ) -> tuple[list[Audited], int]:
        """The latest first, from before a number of the event log on; and how many match, of `counted` at most."""
        wanted = {"actor": actor, "code": code, "kind": kind, "since": since, "before": before, "limit": limit}
        wanted |= {"as_of": as_of, "counted": counted}
        rows = self._tx.all(queries.list_audited, wanted)
        found = [
            Audited(row["seq"], row["kind"], row["actor"], row["code"], Envelope.model_validate(row["envelope"]))
            for row in rows
            if row["seq"] is not None
        ]
        return found, int(rows[0]["total"])
