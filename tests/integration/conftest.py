"""One PostgreSQL for all of these tests: a fixture that several modules import would start several."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.on_tables import OnTables, databases, rolled_back
from tests.support import ran
from tests.support.foundations import database_alone

__all__ = ["database_alone", "databases"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ran.last(items, "test_each_statement_ran")


@pytest.fixture(scope="session", autouse=True)
def _noting() -> Iterator[None]:
    with ran.noting():
        yield


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.name == "on_tables.py" and file_path.parent != Path(__file__).parent:
        return OnTables.from_parent(parent, path=file_path)
    return None


@pytest.fixture(autouse=True)
def _on_tables(request: pytest.FixtureRequest) -> Iterator[None]:
    """For the cases of unit tests alone."""
    of = request.node.getparent(OnTables)
    if of is None:
        yield
    else:
        with rolled_back(request.getfixturevalue("databases")(of.service)):
            yield
