"""The whole system as a user sees it: commands with --json, and the pids of its services.

A command runs by its front door in this process: a process each would keep the machine busy with starting Python, twice
over where a command is asked until something has happened. What starts and stops processes has one of its own.
"""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from unittest.mock import patch

from alliance.main import run
from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
ALLIANCE = [sys.executable, "-m", "alliance.main"]
SETTLE_S = 40

#: Commands with processes of their own.
STARTERS = {"up", "down", "demo", "restore"}


class System:
    """Runs commands with --json, and kills services."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = os.environ | {
            "ALLIANCE_HOME": str(home),
            "ALLIANCE_PORT": str(free_port()),
            "XDG_CONFIG_HOME": str(home / "config"),
        }

    def run(self, *words: str, expect: int = 0, seconds: float = 300) -> dict[str, Any]:
        """The JSON document of a command, which must exit as expected; `seconds` hold for what starts processes."""
        arguments = [*words, "--json"]
        code, out, errors = self._started(arguments, seconds) if words[0] in STARTERS else self._ran(arguments)
        assert code == expect, f"{words}: exit {code}\n{out}\n{errors}"
        document: dict[str, Any] = json.loads(out)
        return document

    def _started(self, arguments: list[str], seconds: float) -> tuple[int, str, str]:
        ended = subprocess.run(
            [*ALLIANCE, *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=seconds,
        )  # fmt: skip
        return ended.returncode, ended.stdout, ended.stderr

    def _ran(self, arguments: list[str]) -> tuple[int, str, str]:
        out, errors = io.StringIO(), io.StringIO()
        with patch.dict(os.environ, self.environment), redirect_stdout(out), redirect_stderr(errors):
            code = run(arguments)
        return code, out.getvalue(), errors.getvalue()

    @property
    def endpoints(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads((self.home / "endpoints.json").read_text())
        return document

    def kill(self, process: str) -> None:
        """kill -9, as nothing in a service can prepare for."""
        for pid in self.endpoints["processes"][process]:
            os.kill(pid, signal.SIGKILL)

    def until(self, ask: Callable[[], Any], *, seconds: float = SETTLE_S, every: float = 0.1) -> Any:
        """Poll until the answer is true: the system says what has happened, no sleep guesses it."""
        give_up_at = monotonic() + seconds
        while not (answer := ask()):
            assert monotonic() < give_up_at, f"it did not happen in time: {answer}"
            sleep(every)
        return answer


def quiet(system: System) -> dict[str, Any] | None:
    """The operations' view once nothing is on its way any more."""
    status = when_up(system, "ops", "status")
    settled = status and not (status["ready"] or status["unacked"] or status["unpublished"])
    return status if settled else None


def when_up(system: System, *words: str) -> dict[str, Any] | None:
    """None while a service that was killed is not back, or has not heard of it yet."""
    try:
        return system.run(*words)
    except AssertionError as error:
        if "unavailable" in str(error) or "not_found" in str(error):
            return None
        raise
