"""What lanes share: which tests are for `make test` and which for `make test-long`; a whole system for those that run
in one process, since it takes longer to start than most tests take on it. What the command line says is read in
English, whatever the locale of the machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e.system import System

os.environ["ALLIANCE_LANG"] = "en"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("alliance")
    group.addoption("--short", action="store_true", help="all but what is marked long: what `make test` runs")
    group.addoption("--long", action="store_true", help="what is marked long alone: what `make test-long` runs")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: takes long; of its kind a short part is without this mark")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    short, long = config.getoption("--short"), config.getoption("--long")
    if short or long:
        parts: dict[bool, list[pytest.Item]] = {True: [], False: []}
        for item in items:
            parts[item.get_closest_marker("long") is None].append(item)
        items[:] = parts[short]
        config.hook.pytest_deselected(items=parts[not short])


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The whole system, started as a user starts it, in a home of its own."""
    # here, since they load the command line, which most lanes do without
    from alliance.embedded.home import Home
    from alliance.embedded.processes import owned
    from tests.e2e.system import System

    system = System(tmp_path_factory.mktemp("home"))
    try:
        system.run("up")
        yield system
    finally:
        system.run("down")
        assert owned(Home(system.home)) == []
