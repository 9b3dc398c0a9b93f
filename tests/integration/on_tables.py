"""The unit tests of a service once more, over its real tables, each in a transaction that is rolled back.

`tests/integration/<service>/on_tables.py` is what says that a service's cases run here; see tests/support/standing.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import pytest

from shared.storage.database import Database
from tests.support.foundations import Foundations
from tests.support.standing import on

UNIT = Path(__file__).resolve().parents[1] / "unit"
STANDS = re.compile(r"\bDesk\b|\b(tables|ledger_of|Ground)\(")  # on what a desk asks for in tests/support/standing.py
SECONDS = 60.0  # a test of a state machine runs for some


class OnTables(pytest.File):
    @property
    def service(self) -> str:
        return self.path.parent.name

    def collect(self) -> Iterable[pytest.Collector]:
        """What stands on no store is no different here."""
        for path in sorted((UNIT / self.service).glob("test_*.py")):
            if STANDS.search(path.read_text(encoding="utf-8")):
                yield pytest.Module.from_parent(self, path=path)


@pytest.fixture(scope="session")
def databases(foundations: Foundations) -> Iterator[Callable[[str], Database]]:
    """One of each service whose cases run here."""
    made: list[Database] = []

    @cache
    def of(service: str) -> Database:
        made.append(Database(foundations.database_of(service)))
        return made[-1]

    yield of
    for one in made:
        one.close()


class Over(Exception):
    """The test is: nothing that it wrote stays."""


@contextmanager
def rolled_back(database: Database) -> Iterator[None]:
    with suppress(Over), database.transaction(seconds=SECONDS) as tx, on(tx):
        yield
        raise Over
