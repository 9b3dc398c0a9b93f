"""The whole system, started as a user starts it; a round of its own for each module."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e.system import System


@pytest.fixture(scope="module")
def round_name(request: pytest.FixtureRequest) -> str:
    """Of the module's call and, after `cohort-`, its cohort."""
    return request.module.__name__.rpartition(".")[2].removeprefix("test_")


@pytest.fixture(scope="module")
def files(system: System, round_name: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example round under the module's name, its call open."""
    folder = tmp_path_factory.mktemp(round_name)
    system.run("example", str(folder))
    for file in folder.iterdir():
        text = file.read_text(encoding="utf-8")
        named = text.replace("first-round", round_name).replace("first-cohort", f"cohort-{round_name}")
        file.write_text(named, encoding="utf-8")
    system.run("call", "open", str(folder / "call.toml"))
    return folder
