"""Submitting, 16 clients at once: by RPC and over HTTP, beside plain nameko's submit by RPC."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.ground import place
from benchmarks.peers.commands import nameko
from benchmarks.processes import PEERS, ROOT, run, running, until
from benchmarks.system import Alliance
from tests.support.foundations import Foundations

CLIENTS = 16
START_LIMIT_S = 30
GRACE_S = 60  # for starting, warming up and the last answers


def submit_to_alliance(
    system: Alliance, way: str, requests: int, limit_s: int, series: str | None = None
) -> dict[str, Any]:
    """Each time on one system with another series, or the cities are there already."""
    words = (ROOT / ".venv" / "bin" / "python", "-m", "benchmarks.submitting", way, series or f"submit by {way}")
    environment = {"ALLIANCE_HOME": str(system.system.home)}
    return read(run((*words, *map(str, (CLIENTS, requests, limit_s))), environment, limit_s + GRACE_S))


def submit_to_nameko(foundations: Foundations, requests: int, limit_s: int, folder: Path) -> dict[str, Any]:
    """All four stages run, as they do at Alliance."""
    peer = nameko()
    with place(foundations) as here:
        commands = [(words, here.environment) for words in peer.commands.values()]
        with running(commands, folder / "nameko-submit.log"):
            until(lambda: here.consumed((*peer.queues, "rpc-intake")), START_LIMIT_S, "nameko listens")
            words = (PEERS / "python", "-m", "benchmarks.peers.submitting")
            return read(run((*words, *map(str, (CLIENTS, requests, limit_s))), here.environment, limit_s + GRACE_S))


def read(printed: str) -> dict[str, Any]:
    figures: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return figures
