"""The whole system, started as a user starts it; a round of its own for each module, its broker and its PostgreSQL for
what needs a virtual host or databases of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from alliance.embedded.credentials import secret
from alliance.embedded.home import Home
from alliance.embedded.postgres import ADMIN
from tests.support.foundations import Foundations

if TYPE_CHECKING:
    from tests.e2e.system import System


@pytest.fixture(scope="session")
def foundations(system: System) -> Foundations:
    """The system's own."""
    known, password = system.endpoints, secret(Home(system.home), "postgres-admin")
    server = urlsplit(known["postgres"]["intake"])
    admin = f"postgresql://{ADMIN}:{password}@{server.hostname}:{server.port}/{ADMIN}"
    pids = {name: known["processes"][name][0] for name in ("postgres", "broker")}
    return Foundations(known["amqp"], known["management"], admin, pids)


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
