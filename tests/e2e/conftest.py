"""The whole system, started as a user starts it, in a home of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.system import System


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    system = System(tmp_path_factory.mktemp("home"))
    try:
        system.run("up")
        yield system
    finally:
        system.run("down")
