"""What lanes share that run in one process: a whole system takes longer to start than most tests take on it. What the
command line says is read in English, whatever the locale of the machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e.system import System

os.environ["ALLIANCE_LANG"] = "en"


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The whole system, started as a user starts it, in a home of its own."""
    from tests.e2e.system import System  # here, since it loads the command line, which most lanes do without

    system = System(tmp_path_factory.mktemp("home"))
    try:
        system.run("up")
        yield system
    finally:
        system.run("down")
