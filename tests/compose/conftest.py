"""One compose stack for all tests of this folder; without a Docker engine they are skipped, and say so."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.compose.stack import Stack, missing

NOT_TESTED = pytest.StashKey[str]()


@pytest.fixture(scope="session")
def stack(request: pytest.FixtureRequest) -> Iterator[Stack]:
    if reason := missing():
        request.config.stash[NOT_TESTED] = reason
        pytest.skip(reason)
    stack = Stack.named(f"alliance-test-{os.getpid()}")
    try:
        stack.up()
        yield stack
    finally:
        stack.down()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if reason := config.stash.get(NOT_TESTED, None):
        terminalreporter.section("THE COMPOSE STACK IS NOT TESTED", "*", red=True, bold=True)
        terminalreporter.line(f"docker-compose.yml is as it was written, and nothing has tried it: {reason}", red=True)
