"""Tallies: how many applications of each kind were known at some moments, kept so that counting at any other reads only
what has changed since. What is recorded is never earlier than what was before, so that none of them is ever wrong; they
are kept behind what is recorded and forgotten when read models are made anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from services.reporting.named_sql import queries
from shared.storage.database import Row, Transaction

LEAST = 500  # changes that are worth a tally
SHARE = 4  # more where it has more cells: one change for so many of them, so that all are a few times what changes
KEEP = """
insert into tallies (recorded_at, part, call, name, what, number)
select %(as_of)s, part, call, name, what, number from ({count_cells}) as counted
"""


class Tally(NamedTuple):
    """So many. `part`: what is counted by, with `name` and `what` (migrations/0017_tallies.sql)."""

    part: str
    call: str
    name: str
    what: str
    number: int


class Tallies:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def keep_next(self) -> bool:
        """Whether there was one to keep."""
        self._tx.one(queries.lock_tallies)
        due = self._tx.find(queries.find_tally_due, {"least": LEAST, "share": SHARE})
        if due is None:
            return False
        self._tx.execute(KEEP.format(count_cells=queries.count_cells), cells_of(None, due["recorded_at"], None))
        return True

    def clear(self) -> None:
        self._tx.one(queries.lock_tallies)
        self._tx.execute(queries.clear_tallies)


def cells_of(parts: Sequence[str] | None, as_of: datetime, call: str | None) -> Row:
    """What `count_cells` asks for; no part: all of them."""
    return {"parts": None if parts is None else list(parts), "as_of": as_of, "call": call}
