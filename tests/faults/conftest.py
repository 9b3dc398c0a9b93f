"""The fault suite: `make faults`, `make faults FAULT=name`; a short part of it in `make test`.

One lab serves all faults; the one in which a fault failed is thrown away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from alliance.embedded import broker_package
from alliance.embedded.home import checkout
from tests.faults.lab import table
from tests.faults.lab.system import Lab

ROWS = pytest.StashKey[list[table.Row]]()
DOCUMENT = checkout() / "docs" / "reliability.md"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("faults")
    group.addoption("--fault", default="", help="only faults whose name holds this regular expression")
    group.addoption("--record", action="store_true", help="write the table to docs/reliability.md")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[ROWS] = []
    config.addinivalue_line("markers", "short: also in the short part")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """All here is long unless it is marked."""
    here = Path(__file__).parent
    for item in (one for one in items if here in one.path.parents and one.get_closest_marker("short") is None):
        item.add_marker(pytest.mark.long)
    named = config.getoption("--fault")
    chosen = [item for item in items if here not in item.path.parents or re.search(named, item.name)]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


@pytest.fixture(scope="session")
def say(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """A line of progress on the terminal, whatever pytest captures."""
    began = monotonic()
    reporter: Any = request.config.pluginmanager.get_plugin("terminalreporter")
    capturing: Any = request.config.pluginmanager.get_plugin("capturemanager")

    def line(text: str) -> None:
        with capturing.global_and_fixture_disabled():
            reporter.write_line(f"{monotonic() - began:6.0f} s  {text}")

    return line


class Labs:
    """The lab of now: started when it is first needed, and again after one was given up."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._lab: Lab | None = None

    def take(self) -> Lab:
        if self._lab is None:
            broker_package.ensure(self._say)
            self._say("starting a lab: broker, database, every service, proxies between")
            self._lab = Lab().__enter__()
        return self._lab

    def give_up(self) -> None:
        lab, self._lab = self._lab, None
        if lab is not None:
            lab.close()


@pytest.fixture(scope="session")
def labs(say: Callable[[str], None]) -> Iterator[Labs]:
    made = Labs(say)
    yield made
    made.give_up()


@pytest.fixture(scope="session")
def rows(request: pytest.FixtureRequest) -> list[table.Row]:
    """The table of this run."""
    return request.config.stash[ROWS]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    rows = config.stash.get(ROWS, [])
    if not rows:
        return
    with suppress(OSError):
        terminalreporter.write_line("")
        terminalreporter.write_line(f"stages: {', '.join(rows[0].tallies)}; one number where all agree")
        terminalreporter.write_line(table.as_text(rows))
    if config.getoption("--record"):
        table.write(DOCUMENT, rows)
        terminalreporter.write_line(f"written to {DOCUMENT.relative_to(checkout())}")
