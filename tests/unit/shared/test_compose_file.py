"""What docker-compose.yml promises of every container, read without an engine."""

from __future__ import annotations

from typing import Any

import yaml

from alliance.embedded.home import checkout
from alliance.embedded.postgres import LOG_WITHOUT_VALUES

FILE: dict[str, Any] = yaml.safe_load((checkout() / "docker-compose.yml").read_text(encoding="utf-8"))


def test_the_databases_log_holds_no_values() -> None:
    """The same settings as on the embedded default."""
    assert {f"-c{name}={value}" for name, value in LOG_WITHOUT_VALUES.items()} <= set(
        FILE["services"]["postgres"]["command"]
    )
