"""Rows of what is known of cities: written by projections, read as of a moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.reporting.facts import THERE, Fact, Moment
from services.reporting.named_sql import queries
from shared.contracts.envelope import Envelope
from shared.storage.database import Row, Transaction, as_json
from shared.wording.order import order_of


class FactRows:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def _with_own(self, **columns: object) -> Row:
        """With whose applications are there (repository.py)."""
        raise NotImplementedError

    def put_fact(self, application_id: UUID, kind: str, key: str, says: Mapping[str, Any], moment: Moment) -> None:
        """From then on; what is not said stays."""
        columns = {"application_id": application_id, "kind": kind, "key": key, "says": as_json(dict(says))}
        self._tx.later(queries.put_fact, columns | vars(moment))

    def end_facts(self, application_id: UUID, kind: str, key: str | None, moment: Moment) -> None:
        """One; without a key all of its kind."""
        columns = {"application_id": application_id, "kind": kind, "key": key, "recorded_at": moment.recorded_at}
        self._tx.later(queries.end_facts, columns)

    def list_facts(self, cohort: str, kinds: Sequence[str], as_of: datetime) -> list[Fact]:
        """Of cities that take part, by country, city, code, kind and key."""
        columns = {"cohort": cohort, "kinds": list(kinds), "as_of": as_of, "there": list(THERE)}
        found = [Fact(**row) for row in self.read(queries.list_facts, **columns)]
        return sorted(found, key=lambda one: (one.country, order_of(one.city), one.code, one.kind, one.key))

    def list_events_of(
        self, application_id: UUID, kind: str, key: str | None, as_of: datetime, after: int, limit: int
    ) -> tuple[list[tuple[int, datetime, Envelope]], int]:
        """What a row of a report was made from, in order; and how many in all."""
        columns = {"application_id": application_id, "kind": kind, "key": key, "as_of": as_of}
        rows = self._tx.all(queries.list_events_of, columns | {"after": after, "limit": limit})
        found = [
            (row["seq"], row["recorded_at"], Envelope.model_validate(row["envelope"]))
            for row in rows
            if row["seq"] is not None
        ]
        return found, int(rows[0]["total"])

    def read(self, statement: str, **columns: Any) -> list[Row]:
        """Of what is there for whoever asks."""
        return self._tx.all(statement, self._with_own(**columns))
