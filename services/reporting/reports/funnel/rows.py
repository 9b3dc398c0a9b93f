"""Rows of applications by state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from services.reporting.named_sql import queries
from shared.contracts.lifecycle import ApplicationState
from shared.storage.database import Row, Transaction


class FunnelRows:
    _tx: Transaction
    _with_own: Callable[..., Row]

    def count_states(self, call: str | None, as_of: datetime) -> list[tuple[str, ApplicationState, int]]:
        rows = self._tx.all(queries.count_states, self._with_own(call=call, as_of=as_of))
        return [(row["country"], ApplicationState(row["state"]), row["number"]) for row in rows]
