"""What runs and whether it answers, asked now: of the supervisor's file, of /proc and of the parts themselves."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from alliance.embedded.children import State
from alliance.embedded.home import Home
from alliance.embedded.launch import read_state
from alliance.embedded.lock import holder
from alliance.embedded.processes import owned
from alliance.embedded.readiness import Readiness, broker_ready, http_ready, postgres_ready
from shared.runtime.settings import SERVICES

DOORS = (*SERVICES, "portal")


def status(home: Home) -> dict[str, Any]:
    """`{services: {name: {state, pids, ready}}, broker, database, mailbox, …}`; a part that is not ready says why."""
    supervisor = holder(home.lock)
    endpoints = read_endpoints(home)
    running: dict[str, list[int]] = {}
    for process in owned(home):
        if process.leads:
            running.setdefault(process.name, []).append(process.pid)
    told = read_state(home) if supervisor else {}
    with ThreadPoolExecutor(16) as pool:
        asked = {name: pool.submit(probe) for name, probe in _probes(endpoints).items() if running.get(name)}
    states = told.get("children", {})

    def part(name: str) -> dict[str, Any]:
        answer = asked[name].result() if name in asked else Readiness(False)
        pids = running.get(name, [])
        default = State.RUNNING if pids else State.STOPPED
        shown = {"state": states.get(name, {}).get("state", default), "pids": pids, "ready": answer.ready}
        return shown | ({"reasons": list(answer.reasons)} if answer.reasons else {})

    return {
        "services": {name: part(name) for name in DOORS},
        "broker": part("broker"),
        "database": part("postgres"),
        "mailbox": part("mailbox"),
        "supervisor": {"phase": told.get("phase", "stopped"), "pid": supervisor},
        "home": str(home.path),
        "portal": endpoints.get("portal"),
    }


def read_endpoints(home: Home) -> dict[str, Any]:
    """endpoints.json; empty while the system is down."""
    try:
        endpoints: dict[str, Any] = json.loads(home.endpoints.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return endpoints


def _probes(endpoints: dict[str, Any]) -> dict[str, Callable[[], Readiness]]:
    if not endpoints:
        return {}
    pages = {**endpoints["health"], "portal": endpoints["portal"], "mailbox": endpoints["mailbox"]}
    probes: dict[str, Callable[[], Readiness]] = {
        name: partial(http_ready, f"{address}/readyz") for name, address in pages.items()
    }
    broker_port = urlsplit(endpoints["amqp"]).port or 0
    probes["broker"] = partial(broker_ready, broker_port, endpoints["management"])
    probes["postgres"] = partial(postgres_ready, next(iter(endpoints["postgres"].values())))
    return probes
