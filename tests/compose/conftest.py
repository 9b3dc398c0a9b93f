"""One compose stack for all tests of this folder; without a Docker engine they are skipped, and say so."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.compose.stack import Stack, missing


@pytest.fixture(scope="session")
def stack(request: pytest.FixtureRequest) -> Iterator[Stack]:
    if reason := missing():
        terminal = request.config.pluginmanager.getplugin("terminalreporter")
        terminal.write_line(f"\n*** THE COMPOSE STACK IS NOT TESTED: {reason} ***", red=True, bold=True)
        pytest.skip(reason)
    stack = Stack.named(f"alliance-test-{os.getpid()}")
    try:
        stack.up()
        yield stack
    finally:
        stack.down()
