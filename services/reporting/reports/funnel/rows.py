"""Rows of applications by state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from services.reporting.tallies import Tally
from shared.contracts.lifecycle import ApplicationState


class FunnelRows:
    def count(self, parts: Sequence[str], as_of: datetime, call: str | None) -> list[Tally]:
        """See repository.py."""
        raise NotImplementedError

    def count_states(self, call: str | None, as_of: datetime) -> list[tuple[str, ApplicationState, int]]:
        counts: Counter[tuple[str, ApplicationState]] = Counter()
        for one in self.count(["state"], as_of, call):
            counts[one.name, ApplicationState(one.what)] += one.number
        return [(country, state, number) for (country, state), number in counts.items()]
