"""Rows that one statement inserts again and again, as one statement for all of them.

Only statements whose rows are the same to each other, whatever stands between them: values, and at most a conflict
after which nothing is done.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

_VALUES = r"\((?:[^()%]|%\(\w+\)s|%%|now\(\))*\)"
_CONFLICT = r"(?:\s+on conflict(?:\s+\([\w, ]+\))? do nothing)?"
_INSERT = re.compile(rf"(insert into (\w+) \([^()]+\)\s+values\s+)({_VALUES})({_CONFLICT})")


@dataclass(frozen=True)
class Insert:
    """A statement, taken apart around the values of its row."""

    start: str
    table: str
    values: str
    end: str


@dataclass
class Rows:
    """What is to be inserted by one statement."""

    insert: Insert
    values: list[bytes] = field(default_factory=list)

    def written(self) -> bytes:
        return b"%b%b%b" % (self.insert.start.encode(), b",".join(self.values), self.insert.end.encode())


@cache
def insert_of(sql: str) -> Insert | None:
    """None: its rows are not to be gathered."""
    found = _INSERT.fullmatch(sql.strip())
    return None if found is None else Insert(*found.groups())


@cache
def has_to_do(sql: str, table: str) -> bool:
    """Whether it matters if a row of the table is there before the statement or after it. Of a failure, such as a row
    that another refers to, nothing is said here."""
    return not sql.lstrip().startswith(("insert ", "update ", "delete ")) or bool(re.search(rf"\b{table}\b", sql))
