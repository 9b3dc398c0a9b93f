"""Submitting, 16 clients at once: by RPC and over HTTP, beside nameko's submit by RPC, plain and with promises kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.ground import place
from benchmarks.peers.commands import Peer
from benchmarks.processes import PEERS, ROOT, cpu_of, run, running, until
from benchmarks.system import Alliance
from benchmarks.work.load import WARM_UP
from tests.support.foundations import Foundations

CLIENTS = 16
START_LIMIT_S = 30
GRACE_S = 60  # for starting, warming up and the last answers


def submit_to_alliance(
    system: Alliance, way: str, requests: int, limit_s: int, series: str | None = None
) -> dict[str, Any]:
    """Each time on one system with another series, or the cities are there already."""
    python = ROOT / ".venv" / "bin" / "python"
    words: tuple[str | Path, ...] = (python, "-m", "benchmarks.submitting", way, series or f"submit by {way}")
    environment = {"ALLIANCE_HOME": str(system.system.home)}
    command = (*words, *map(str, (CLIENTS, requests, limit_s)))
    return measured(system.pids, lambda: run(command, environment, limit_s + GRACE_S))


def submit_to_nameko(peer: Peer, foundations: Foundations, requests: int, limit_s: int, folder: Path) -> dict[str, Any]:
    """Plain, or that keeps. All four stages run, as they do at Alliance."""
    with place(foundations) as here:
        commands = [(words, here.environment) for words in peer.commands.values()]
        with running(commands, folder / f"{peer.name}-submit.log") as pids:
            until(lambda: here.consumed((*peer.queues, "rpc-intake")), START_LIMIT_S, "nameko listens")
            words: tuple[str | Path, ...] = (PEERS / "python", "-m", "benchmarks.peers.submitting")
            command = (*words, *map(str, (CLIENTS, requests, limit_s)))
            watched = dict(zip(peer.commands, pids, strict=True)) | foundations.pids
            return measured(watched, lambda: run(command, here.environment, limit_s + GRACE_S))


def measured(watched: Mapping[str, int], load: Callable[[], str]) -> dict[str, Any]:
    """What the load printed, and what each process computed for a request, those that warm up among them."""
    before = cpu_of(watched)
    figures: dict[str, Any] = json.loads(load().splitlines()[-1])
    after, number = cpu_of(watched), figures["requests"] + CLIENTS * WARM_UP
    return figures | {"cpu_ms": {name: round((after[name] - before[name]) * 1000 / number, 2) for name in watched}}
