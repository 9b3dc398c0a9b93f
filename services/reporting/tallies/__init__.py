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
insert into tallies_by_kind (kind, recorded_at, part, call, name, what, number)
select %(kind)s, %(as_of)s, part, call, name, what, number from ({count_cells}) as counted
"""
#: What is counted, by kind (migrations/0021_tallies_by_kind.sql).
KINDS = {
    "state": ("country", "language", "state", "screening", "ended", "resident_outcome"),
    "stay": ("in_it", "left_it"),
    "wait": ("waited",),
}


#: Of each part and name how many there are, and how `what`, a number, is spread among them: the least of it that so
#: many of a hundred do not exceed.
SPREAD = """
select part, name, sum(number)::integer as number, min(what::bigint) as least,
       min(what::bigint) filter (where so_far * 100 >= whole * 50) as middle,
       min(what::bigint) filter (where so_far * 100 >= whole * 90) as ninetieth
from (
    select part, name, what, number, sum(number) over (partition by part, name order by what::bigint) as so_far,
           sum(number) over (partition by part, name) as whole
    from ({count_cells}) as counted) as ordered
group by part, name
"""


class Spread(NamedTuple):
    """Of so many."""

    part: str
    name: str
    number: int
    least: int
    middle: int
    ninetieth: int


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
        return any(self._keep(kind) for kind in KINDS)

    def _keep(self, kind: str) -> bool:
        due = self._tx.find(queries.find_tally_due, {"kind": kind, "least": LEAST, "share": SHARE})
        if due is None:
            return False
        cells = cells_of(kind, KINDS[kind], due["recorded_at"], None)
        self._tx.execute(KEEP.format(count_cells=queries.count_cells), cells)
        return True

    def clear(self) -> None:
        self._tx.one(queries.lock_tallies)
        self._tx.execute(queries.clear_tallies)


def cells_of(kind: str, parts: Sequence[str], as_of: datetime, call: str | None) -> Row:
    """What `count_cells` asks for: those parts that are of the kind."""
    return {"kind": kind, "parts": [one for one in parts if one in KINDS[kind]], "as_of": as_of, "call": call}


def kinds_of(parts: Sequence[str]) -> list[str]:
    return [kind for kind, of_kind in KINDS.items() if any(one in of_kind for one in parts)]
