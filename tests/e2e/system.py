"""The whole system as a user sees it: commands with --json, and the pids of its services."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ALLIANCE = [sys.executable, "-m", "alliance.main"]
SETTLE_S = 40


class System:
    """Runs commands with --json, and kills services."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = os.environ | {
            "ALLIANCE_HOME": str(home),
            "ALLIANCE_PORT": str(free_port()),
            "XDG_CONFIG_HOME": str(home / "config"),
        }

    def run(self, *words: str, expect: int = 0, seconds: float = 120) -> dict[str, Any]:
        """The JSON document of a command, which must exit as expected."""
        outcome = subprocess.run(
            [*ALLIANCE, *words, "--json"],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=seconds,
        )  # fmt: skip
        assert outcome.returncode == expect, f"{words}: exit {outcome.returncode}\n{outcome.stdout}\n{outcome.stderr}"
        document: dict[str, Any] = json.loads(outcome.stdout)
        return document

    @property
    def endpoints(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads((self.home / "endpoints.json").read_text())
        return document

    def kill(self, process: str) -> None:
        """kill -9, as nothing in a service can prepare for."""
        for pid in self.endpoints["processes"][process]:
            os.kill(pid, signal.SIGKILL)

    def until(self, ask: Callable[[], Any], *, seconds: float = SETTLE_S) -> Any:
        """Poll until the answer is true: the system says what has happened, no sleep guesses it."""
        give_up_at = monotonic() + seconds
        while not (answer := ask()):
            assert monotonic() < give_up_at, "it did not happen in time"
            sleep(0.1)
        return answer


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
