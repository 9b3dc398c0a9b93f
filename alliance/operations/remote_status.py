"""`alliance status` where this command line did not start the system: what the services answer over the broker."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from alliance.connection import connect
from alliance.embedded.readiness import http_ready
from shared.contracts.errors import Refusal
from shared.contracts.kernel import GetBacklog
from shared.messaging.client import Client
from shared.runtime.settings import SERVICES, Settings

STATUS_LIMIT_S = 3
BROKER_IS_DOWN = ("broker", "broker_denies")  # reasons of `unavailable` that hold for every service


def remote_status() -> dict[str, Any]:
    """As `alliance.embedded.status.status`, without pids."""
    client = connect()
    with ThreadPoolExecutor(len(SERVICES)) as pool:
        answers = dict(zip(SERVICES, pool.map(partial(_answers, client), SERVICES), strict=True))
    settings = Settings("cli", os.environ)
    answers["portal"] = http_ready(f"http://127.0.0.1:{settings.get('ALLIANCE_PORT')}/readyz").ready
    return {
        "services": {name: _part(up) for name, up in answers.items()},
        "broker": _part(True),
        "database": _part(all(answers[service] for service in SERVICES)),
        "supervisor": {"phase": "elsewhere", "pid": None},
        "portal": settings.get("PORTAL_URL"),
    }


def _part(up: bool) -> dict[str, Any]:
    return {"state": "running" if up else "unavailable", "pids": [], "ready": up}


def _answers(client: Client, service: str) -> bool:
    """Whether the service answers, its database with it. Raises Refusal when the broker does not."""
    try:
        client.call(GetBacklog(), of=service, limit_s=STATUS_LIMIT_S)
    except Refusal as refusal:
        if refusal.reason in BROKER_IS_DOWN:
            raise
        return False
    return True
